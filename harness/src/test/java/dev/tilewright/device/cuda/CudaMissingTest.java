package dev.tilewright.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tilewright.device.Discovery;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import org.junit.jupiter.api.Test;

class CudaMissingTest {

    @Test
    void withoutADriverTheBackendIsMissingAndSaysWhatToDo() {
        assumeThat(driverLoads()).as("there is a driver here").isFalse();

        assertThat(new CudaBackend().discover())
                .isEqualTo(
                        new Discovery.Missing(
                                "no NVIDIA driver (libcuda.so.1) is installed",
                                "with an NVIDIA GPU, install its driver; without one, tune --device cuda:sm_90 --dry-run compiles all the same"));
    }

    private static boolean driverLoads() {
        try {
            SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
            return true;
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }
}
