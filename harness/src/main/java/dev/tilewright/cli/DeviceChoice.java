package dev.tilewright.cli;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.Discovery.Missing;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a device. */
final class DeviceChoice {

    @Option(
            names = "--device",
            paramLabel = "ID",
            description =
                    "The device, as `devices` lists it: opencl:0, or a backend's name for its first. Default: the first"
                            + " GPU, else the first OpenCL device, else the JVM.")
    private @Nullable String id;

    /** Returns the name that was given. */
    Optional<String> named() {
        return Optional.ofNullable(id);
    }

    /** Finds the device; where none was named and OpenCL is missing, says so once, with what to do about it. */
    Device choose(Backends backends, PrintWriter err) {
        if (id != null) {
            return backends.device(id);
        }
        Device device = backends.preferred();
        if (device.hardware().backend().equals("jvm")
                && backends.discoveries().get("opencl") instanceof Missing(String reason, String remedy)) {
            err.println("no OpenCL (%s), so kernels run on the JVM; %s".formatted(reason, remedy));
        }
        return device;
    }
}
