package dev.tilewright.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the compiler of this machine, NVRTC or {@code nvcc}, makes of kernels; no GPU is needed. */
@CudaCompilerPresent
class CudaCompilerTest {

    private static final String SM_90 = "sm_90";

    private static Kernel kernel(String source, String... entries) {
        return new Kernel(Language.CUDA, source, List.of(entries), List.of());
    }

    private static Cubin compile(Kernel kernel) throws BuildException {
        return CudaCompilers.findFor(SM_90).compile(kernel, SM_90);
    }

    @Test
    void parametersAndResourcesOfEachEntryPointAreKnown() throws Exception {
        Cubin cubin = compile(kernel("""
                extern "C" __global__ void __launch_bounds__(256) turn(
                        const float* __restrict__ a, float* c, int n, double q) {
                    __shared__ float t[256];
                    t[threadIdx.x] = a[threadIdx.x];
                    __syncthreads();
                    c[threadIdx.x] = t[255 - threadIdx.x] * n + q;
                }
                extern "C" __global__ void one(float* c) { c[0] = 1; }
                """, "turn", "one"));

        assertThat(cubin.entry("turn").parameterBytes()).containsExactly(8, 8, 4, 8);
        assertThat(cubin.entry("one").parameterBytes()).containsExactly(8);
        assertThat(cubin.resources()).extracting(KernelResources::entry).containsExactly("turn", "one");
        KernelResources turn = cubin.resources().getFirst();
        assertThat(turn.sharedBytes()).isEqualTo(1024);
        assertThat(turn.registers()).isBetween(4, 64);
        assertThat(turn.spills()).isFalse();
        assertThat(cubin.warnings()).isEmpty();
        assertThat(cubin.log()).startsWith("turn: %d registers, no spills, 1024 bytes".formatted(turn.registers()));
    }

    @Test
    void registersThatDoNotSufficeAreReportedAsSpills() throws Exception {
        Cubin cubin = compile(kernel("""
                extern "C" __global__ void __launch_bounds__(1024) many(const float* a, float* c, int n) {
                    float sum[128];
                    #pragma unroll
                    for (int i = 0; i < 128; i++) sum[i] = a[i * 1024 + threadIdx.x];
                    for (int k = 0; k < n; k++) {
                        #pragma unroll
                        for (int i = 0; i < 128; i++) sum[i] = sum[i] * sum[(i + 1) % 128] + a[k];
                    }
                    #pragma unroll
                    for (int i = 0; i < 128; i++) c[i * 1024 + threadIdx.x] = sum[i];
                }
                """, "many"));

        KernelResources many = cubin.resources().getFirst();
        assertThat(many.registers()).isEqualTo(64);
        assertThat(many.spills()).isTrue();
        assertThat(many.spillStoreBytes()).isPositive();
    }

    @Test
    void anErrorGivesTheCompilersLogAndNoPathOfThisMachine() {
        assertThatThrownBy(() ->
                        compile(kernel("extern \"C\" __global__ void f(float* x) {\n  x[0] = undeclaredName;\n}", "f")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("kernel.cu(2)")
                .hasMessageContaining("undeclaredName")
                .message()
                .doesNotContain("/tmp", "ptxas info");
    }

    @Test
    void warningsAreKept() throws Exception {
        Cubin cubin = compile(kernel("""
                #warning mind the gap
                extern "C" __global__ void f(float* x) { x[0] = 1; }
                """, "f"));

        assertThat(cubin.warnings()).contains("mind the gap");
        assertThat(cubin.log()).contains("mind the gap").contains("f: ");
    }

    @Test
    void optionsReachTheCompiler() throws Exception {
        String source = "extern \"C\" __global__ void f(float* x) { __shared__ float t[TILE]; t[threadIdx.x] = x[0];"
                + " __syncthreads(); x[threadIdx.x] = t[TILE - 1 - threadIdx.x]; }";
        Cubin cubin = compile(new Kernel(Language.CUDA, source, List.of("f"), List.of("-DTILE=64", "-std=c++17")));

        assertThat(cubin.resources().getFirst().sharedBytes()).isEqualTo(256);
    }

    @Test
    void aKernelWithoutExternCIsFoundByItsName() throws Exception {
        Cubin cubin = compile(kernel("__global__ void scale(float* x, int n) { x[threadIdx.x] *= n; }", "scale"));

        assertThat(cubin.entry("scale").symbol()).startsWith("_Z5scale");
        assertThat(cubin.entry("scale").parameterBytes()).containsExactly(8, 4);
    }

    @Test
    void anEntryPointThatIsNotThereIsABuildError() {
        String source = "extern \"C\" __global__ void f(float* x) { x[0] = 1; }";
        assertThatThrownBy(() -> compile(kernel(source, "absent")))
                .isInstanceOf(BuildException.class)
                .hasMessage("the source has no kernel called absent");
    }

    @Test
    void anArchitectureThatNoCompilerKnowsIsRefused() {
        assertThatThrownBy(() -> CudaCompilers.findFor("sm_1"))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("does not compile for sm_1;");
    }
}
