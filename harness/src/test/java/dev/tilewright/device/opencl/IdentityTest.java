package dev.tilewright.device.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.memory.Hardware;
import org.junit.jupiter.api.Test;

class IdentityTest {

    private static final String VERSION =
            "OpenCL 3.0 PoCL 3.1+debian  Linux, None+Asserts, RELOC, SPIR, LLVM 15.0.6, SLEEF, DISTRO, POCL_DEBUG";

    @Test
    void poclsNameIsTakenApartIntoTargetAndModel() {
        assertThat(Identity.pocl("AuthenticAMD", "pthread-haswell-AMD EPYC", "3.1+debian", VERSION, 2))
                .isEqualTo(new Hardware(
                        "opencl", "AuthenticAMD", "AMD EPYC, 2 threads", "haswell", "PoCL 3.1+debian LLVM 15.0.6"));
    }

    @Test
    void newerPoclCallsItsDriverCpu() {
        String name = "cpu-skylake-avx512-Intel(R) Xeon(R) Platinum 8175M CPU @ 2.50GHz";
        Hardware hardware = Identity.pocl("GenuineIntel", name, "5.0", VERSION, 8);
        assertThat(hardware.architecture()).isEqualTo("skylake-avx512");
        assertThat(hardware.model()).isEqualTo("Intel(R) Xeon(R) Platinum 8175M CPU @ 2.50GHz, 8 threads");
    }

    @Test
    void olderPoclGivesNoTarget() {
        Hardware hardware =
                Identity.pocl("GenuineIntel", "pthread-Intel(R) Core(TM) i7-8565U", "1.8", "OpenCL 2.0 pocl", 8);
        assertThat(hardware.model()).isEqualTo("Intel(R) Core(TM) i7-8565U, 8 threads");
        assertThat(hardware.architecture()).isEqualTo(System.getProperty("os.arch"));
        assertThat(hardware.driver()).isEqualTo("PoCL 1.8");
    }

    @Test
    void aNameThatIsNotUnderstoodIsKeptWhole() {
        assertThat(Identity.pocl("ARM", "cortex", "9", "", 4).model()).isEqualTo("cortex, 4 threads");
    }
}
