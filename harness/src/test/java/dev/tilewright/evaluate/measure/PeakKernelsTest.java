package dev.tilewright.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.cuda.Architecture;
import dev.tilewright.device.cuda.Cubin;
import dev.tilewright.device.cuda.CudaCompiler;
import dev.tilewright.device.cuda.CudaCompilerPresent;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.device.cuda.KernelResources;
import dev.tilewright.kernel.Language;
import org.junit.jupiter.api.Test;

class PeakKernelsTest {

    @Test
    @CudaCompilerPresent
    void theKernelsInCudaCKeepEveryChainInRegisters() throws Exception {
        CudaCompiler compiler = CudaCompilers.findFor("sm_90");
        PeakKernels kernels = PeakKernels.of(Language.CUDA, new Architecture("sm_90").facts());

        assertThat(kernels.multiplyGroups()).isEqualTo(16 * 132);
        for (int chains : kernels.chains()) {
            Cubin cubin = compiler.compile(kernels.multiply(chains), "sm_90");
            assertThat(cubin.warnings()).isEmpty();
            assertThat(cubin.resources().getFirst())
                    .returns(false, KernelResources::spills)
                    .satisfies(taken -> assertThat(taken.registers()).isBetween(chains, 64));
        }
        assertThat(compiler.compile(kernels.copy(), "sm_90").warnings()).isEmpty();
    }
}
