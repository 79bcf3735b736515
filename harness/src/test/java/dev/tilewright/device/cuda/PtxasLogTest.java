package dev.tilewright.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PtxasLogTest {

    /** What CUDA 11.8 to 13.0 have printed; a called function's spills stand after the entry point's name. */
    private static final String LOG = """
            kernel.cu(1): warning #177-D: variable "unused" was declared but never referenced

            ptxas info    : 0 bytes gmem
            ptxas info    : Compiling entry function 'two' for 'sm_80'
            ptxas info    : Function properties for two
            ptxas         .     0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
            ptxas info    : Used 8 registers, 360 bytes cmem[0]
            ptxas info    : Compiling entry function 'matmul' for 'sm_80'
            ptxas info    : Function properties for helper
                64 bytes stack frame, 7 bytes spill stores, 9 bytes spill loads
            ptxas info    : Function properties for matmul
                16 bytes stack frame, 12 bytes spill stores, 24 bytes spill loads
            ptxas info    : Used 255 registers, used 1 barriers, 1024+16 bytes smem, 384 bytes cmem[0]
            ptxas info    : Compile time = 1.159 ms
            """;

    @Test
    void resourcesAreReadForEachEntryPointAndWarningsAreKept() {
        PtxasLog read = PtxasLog.parse(LOG);

        assertThat(read.resources())
                .containsExactly(
                        new KernelResources("two", 8, 0, 0, 0, 0),
                        new KernelResources("matmul", 255, 16, 12, 24, 1040));
        assertThat(read.rest())
                .isEqualTo("kernel.cu(1): warning #177-D: variable \"unused\" was declared but never referenced");
    }

    @Test
    void resourcesAreToldInALine() {
        assertThat(new KernelResources("two", 8, 0, 0, 0, 0).describe())
                .isEqualTo("two: 8 registers, no spills, 0 bytes of shared memory");
        assertThat(new KernelResources("matmul", 255, 16, 12, 24, 1040).describe())
                .isEqualTo(
                        "matmul: 255 registers, 12 bytes of spill stores and 24 of loads, 1040 bytes of shared memory,"
                                + " 16 bytes of stack");
    }
}
