package dev.tilewright.device.cuda;

import dev.tilewright.device.Backend;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.Discovery;
import dev.tilewright.kernel.Language;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/** NVIDIA's GPUs: the driver through JCuda, compilers through NVRTC or {@code nvcc}. */
public final class CudaBackend implements Backend {

    static final String NAME = "cuda";

    private static final String DRIVER = "libcuda.so.1";
    private static final String REMEDY =
            "with an NVIDIA GPU, install its driver; without one, tune --device cuda:sm_90 --dry-run compiles all the same";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Language language() {
        return Language.CUDA;
    }

    @Override
    public Discovery discover() {
        Optional<Discovery.Missing> missing = withoutDriver();
        if (missing.isPresent()) {
            return missing.get();
        }
        try {
            return CudaDevices.discover(REMEDY);
        } catch (DeviceException unusable) {
            return new Discovery.Missing(String.valueOf(unusable.getMessage()), CudaCompilers.REMEDY);
        } catch (LinkageError absent) {
            String message = String.valueOf(absent.getMessage());
            return new Discovery.Missing(
                    "the CUDA binding does not load: "
                            + message.lines().findFirst().orElse(message),
                    REMEDY);
        }
    }

    /** Tells that there is no driver, and what to do about it; empty if there is one. Nothing of it is started. */
    public static Optional<Discovery.Missing> withoutDriver() {
        return driverLoads()
                ? Optional.empty()
                : Optional.of(new Discovery.Missing("no NVIDIA driver (%s) is installed".formatted(DRIVER), REMEDY));
    }

    /** Asked first, because JCuda explains at length that it does not find the library. */
    @SuppressWarnings("restricted")
    private static boolean driverLoads() {
        try {
            SymbolLookup.libraryLookup(DRIVER, Arena.global());
            return true;
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }
}
