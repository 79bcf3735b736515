package dev.tilewright.app;

import dev.tilewright.device.BackendDescription;
import dev.tilewright.device.Backends;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.cuda.Architecture;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The device that a caller means.
 *
 * @param id {@code opencl:0}, or a backend's name for its first device, or {@code recorded:FILE}; empty for the one that is preferred on this machine
 */
public record DeviceChoice(Optional<String> id) {

    private static final String RECORDED = Recording.BACKEND + ":";

    /**
     * A device that was found.
     *
     * @param device the device
     * @param notice what the caller should know about the choice; empty where there is nothing to say
     */
    public record Chosen(DeviceDescription device, Optional<String> notice) {

        /** Returns the language of the kernels that the device runs. */
        public Language language() {
            return device.language();
        }
    }

    /** Finds the device in a process that is started for it and ended. */
    public Chosen choose() {
        try (DeviceInspector inspector = new DeviceInspector()) {
            return choose(inspector);
        }
    }

    /** Finds the device. Where none was named and OpenCL is missing, the notice says so, and what to do about it. */
    public Chosen choose(DeviceInspector inspector) {
        return id.isPresent()
                ? new Chosen(inspector.device(id.get()), Optional.empty())
                : preferred(inspector.preferred(), inspector::backends);
    }

    /** Finds the device among those of this process. */
    Chosen choose(Backends backends) {
        return id.isPresent()
                ? new Chosen(backends.describe(backends.device(id.get())), Optional.empty())
                : preferred(backends.describe(backends.preferred()), backends::describe);
    }

    /**
     * Returns the file that the caller names as a device, {@code recorded:FILE}; empty where it is a real one.
     *
     * @throws UseCaseException if it names none
     */
    public Optional<Path> recording() {
        return id.filter(named -> named.startsWith(RECORDED)).map(named -> {
            String file = named.substring(RECORDED.length());
            if (file.isBlank()) {
                throw UseCaseException.request("--device %s names no file; give recorded:FILE".formatted(named));
            }
            return Path.of(file);
        });
    }

    /** Returns the architecture that the caller means, as a compiler names it; empty where it is no architecture. */
    Optional<Architecture> architecture() {
        return id.filter(Architecture::isNamedBy).map(Architecture::named);
    }

    private static Chosen preferred(DeviceDescription device, Supplier<List<BackendDescription>> backends) {
        if (!device.hardware().backend().equals("jvm")) {
            return new Chosen(device, Optional.empty());
        }
        return new Chosen(
                device,
                backends.get().stream()
                        .filter(backend -> backend.name().equals("opencl"))
                        .flatMap(backend -> backend.missing().stream())
                        .map(missing -> "no OpenCL (%s), so kernels run on the JVM; %s"
                                .formatted(missing.reason(), missing.remedy()))
                        .findFirst());
    }
}
