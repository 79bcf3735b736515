package dev.tilewright.device.tornado;

import dev.tilewright.device.Backend;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.Discovery;
import dev.tilewright.device.HostProcessor;
import dev.tilewright.kernel.Language;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices that a TornadoVM SDK lists. The SDK is the user's own, found by the environment variable {@value Sdk#VARIABLE}.
 *
 * <p>A kernel is one source file. Each entry point is a static method of one of its top-level classes that returns nothing. It may take
 * a {@code KernelContext} first; then come the arguments of the launch in order: buffers as {@code FloatArray}, {@code DoubleArray} or
 * {@code IntArray}, scalars as {@code float}, {@code double} or {@code int}. Without a context its {@code @Parallel} loops are spread
 * over the launch's work-items, the outermost over dimension 0.
 */
public final class TornadoBackend implements Backend {

    static final String NAME = "tornado";

    private static final String REMEDY = "get a TornadoVM SDK for JDK %d (tornadovm.org) and set %s to its folder"
            .formatted(Runtime.version().feature(), Sdk.VARIABLE);

    private final @Nullable String home;

    /** Looks for the SDK in the folder that the environment names. */
    public TornadoBackend() {
        this(System.getenv(Sdk.VARIABLE));
    }

    TornadoBackend(@Nullable String home) {
        this.home = home;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Language language() {
        return Language.TORNADO;
    }

    @Override
    public Discovery discover() {
        if (home == null || home.isBlank()) {
            return new Discovery.Missing(Sdk.VARIABLE + " is not set", REMEDY);
        }
        try {
            Sdk sdk = Sdk.at(home);
            HostProgram program = HostProgram.compile(sdk);
            HostProcessor processor = HostProcessor.read();
            List<Device> devices = new ArrayList<>();
            try (HostProcess process = HostProcess.start(program)) {
                for (ListedDevice listed : process.list()) {
                    devices.add(TornadoDevice.of(devices.size(), listed, processor, program));
                }
            }
            return devices.isEmpty()
                    ? new Discovery.Missing("the SDK at %s lists no device".formatted(home), "install a driver for it")
                    : new Discovery.Found(devices);
        } catch (SdkException unusable) {
            return new Discovery.Missing(String.valueOf(unusable.getMessage()), REMEDY);
        } catch (BuildException | DeviceException | HostFailure | IOException failed) {
            String message = String.valueOf(failed.getMessage());
            return new Discovery.Missing(
                    "the SDK at %s cannot list its devices: %s"
                            .formatted(home, message.lines().findFirst().orElse(message)),
                    "try its own command, tornado --devices");
        }
    }
}
