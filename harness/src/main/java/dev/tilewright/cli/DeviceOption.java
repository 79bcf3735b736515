package dev.tilewright.cli;

import dev.tilewright.app.DeviceChoice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a device. */
final class DeviceOption {

    @Option(
            names = "--device",
            paramLabel = "ID",
            description = "The device, as `devices` lists it: opencl:0, or a backend's name for its first; for tune"
                    + " and export also recorded:FILE, what somebody recorded of one kernel. Default: the first"
                    + " GPU, else the first OpenCL device, else the JVM.")
    private @Nullable String id;

    DeviceChoice choice() {
        return new DeviceChoice(Optional.ofNullable(id));
    }
}
