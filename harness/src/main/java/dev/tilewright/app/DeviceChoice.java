package dev.tilewright.app;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.Discovery.Missing;
import dev.tilewright.device.cuda.Architecture;
import dev.tilewright.kernel.Language;
import java.util.Optional;

/**
 * The device that a caller means.
 *
 * @param id {@code opencl:0}, or a backend's name for its first device; empty for the one that is preferred on this machine
 */
public record DeviceChoice(Optional<String> id) {

    /**
     * A device that was found.
     *
     * @param device the device
     * @param language the language of the kernels that it runs
     * @param notice what the caller should know about the choice; empty where there is nothing to say
     */
    public record Chosen(Device device, Language language, Optional<String> notice) {}

    /** Finds the device. Where none was named and OpenCL is missing, the notice says so, and what to do about it. */
    public Chosen choose(Backends backends) {
        Device device = id.map(backends::device).orElseGet(backends::preferred);
        return new Chosen(
                device, backends.languageOf(device), id.isPresent() ? Optional.empty() : notice(backends, device));
    }

    /** Returns the architecture that the caller means, as a compiler names it; empty where it is no architecture. */
    Optional<Architecture> architecture() {
        return id.filter(Architecture::isNamedBy).map(Architecture::named);
    }

    private static Optional<String> notice(Backends backends, Device device) {
        return device.hardware().backend().equals("jvm")
                        && backends.discoveries().get("opencl") instanceof Missing(String reason, String remedy)
                ? Optional.of("no OpenCL (%s), so kernels run on the JVM; %s".formatted(reason, remedy))
                : Optional.empty();
    }
}
