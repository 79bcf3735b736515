package dev.tilewright.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tilewright.codegen.MixedNumbersRun;
import dev.tilewright.device.BackendContract;
import dev.tilewright.device.OpenClPresent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stand-in for NVIDIA's driver and compiler ({@code scripts/cuda-stand-in}): it runs kernels, and shows what is wrong with them. All is
 * run in processes of their own, where the loader finds the stand-in.
 *
 * <p>Where it cannot be built the test is skipped and that is printed, or fails where CI is.
 */
class CudaStandInTest {

    private static final Path FOLDER = Path.of("target", "cuda-stand-in").toAbsolutePath();
    private static final int CANNOT_BE_HERE = 1;
    private static final String NAME = "CUDA stand-in (no GPU)";

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws Exception {
        Process script = new ProcessBuilder("../scripts/cuda-stand-in", FOLDER.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = script.waitFor();
        boolean required =
                Boolean.parseBoolean(System.getProperty(OpenClPresent.REQUIRE, System.getenv(OpenClPresent.REQUIRE)));
        if (status == CANNOT_BE_HERE && !required) {
            System.out.println("CUDA STAND-IN NOT RUN: " + said);
            assumeTrue(false, said);
        }
        assertThat(status).as(said).isZero();
    }

    private static List<String> run(Class<?> program, List<String> arguments) throws IOException {
        ProcessBuilder builder = BackendContract.command(program, arguments.toArray(String[]::new))
                .redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", FOLDER.toString());
        return builder.start().inputReader().lines().toList();
    }

    private String file(String name, String source) throws IOException {
        return Files.writeString(folder.resolve(name + ".cu"), source).toString();
    }

    /** Returns what {@link KernelsRun} prints of x after a kernel. */
    private static String after(String kernel, boolean intact, float... values) {
        List<String> all = new ArrayList<>();
        for (float value : values) {
            all.add(Float.toString(value));
        }
        return "%s %s %b".formatted(kernel, all, intact);
    }

    private interface Element {
        float at(int i);
    }

    private static float[] values(Element element) {
        float[] values = new float[KernelsRun.ITEMS];
        for (int i = 0; i < values.length; i++) {
            values[i] = element.at(i);
        }
        return values;
    }

    @Test
    void kernelsRunAndShowWhatTheyReadAndWriteAmiss() throws Exception {
        List<String> said = run(
                KernelsRun.class,
                List.of(
                        file("reverse", """
                                extern "C" __global__ void reverse(float* x) {
                                    __shared__ float t[32];
                                    t[threadIdx.x] = x[blockIdx.x * 32 + threadIdx.x];
                                    __syncthreads();
                                    x[blockIdx.x * 32 + threadIdx.x] = t[31 - threadIdx.x];
                                }
                                """),
                        // Not extern "C", and the name of a function that the process has, too.
                        file("read", """
                                __global__ void __launch_bounds__(32) read(float* x) {
                                    float sum = x[blockIdx.x * 32 + threadIdx.x];
                                    for (int bits = 16; bits > 0; bits /= 2) sum += __shfl_xor_sync(0xffffffff, sum, bits);
                                    x[blockIdx.x * 32 + threadIdx.x] = sum;
                                }
                                """),
                        file(
                                "past",
                                "extern \"C\" __global__ void past(float* x) { if (threadIdx.x == 0) x[64] = 1; }"),
                        file("unwritten", """
                                extern "C" __global__ void unwritten(float* x) {
                                    __shared__ float t[32];
                                    if (threadIdx.x % 2) t[threadIdx.x] = 1;
                                    __syncthreads();
                                    x[blockIdx.x * 32 + threadIdx.x] = t[threadIdx.x];
                                }
                                """),
                        // In ascending order a work-item finds what those before it have written, in descending order
                        // the others.
                        file("unordered", """
                                extern "C" __global__ void unordered(float* x) {
                                    __shared__ float t[32];
                                    t[threadIdx.x] = 1;
                                    x[blockIdx.x * 32 + threadIdx.x] = t[threadIdx.x == 0 ? 0 : threadIdx.x - 1];
                                }
                                """)));

        assertThat(said)
                .containsExactly(
                        NAME,
                        after("reverse", true, values(i -> i / 32 * 32 + 31 - i % 32)),
                        after("read", true, values(i -> i < 32 ? 31 * 16 : 31 * 16 + 32 * 32)),
                        after("past", false, values(i -> i)),
                        after("unwritten", true, values(i -> i % 2 == 1 ? 1 : Float.NaN)),
                        after("unordered", true, values(i -> i <= 32 ? 1 : Float.NaN)));
    }

    /** A[i][k] = i + k and B[k][j] = j, of which each lane holds what the PTX ISA says; C begins as 1, and its last element is kept. */
    @Test
    void aWarpMultipliesFragments() throws Exception {
        List<String> said = run(KernelsRun.class, List.of(file("multiply", """
                __device__ unsigned tf32(float a) {
                    unsigned rounded;
                    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(a));
                    return rounded;
                }
                extern "C" __global__ void multiply(float* x) {
                    const int i = threadIdx.x / 4, t = threadIdx.x % 4;
                    float c[4] = {1, 1, 1, 1};
                    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
                                 "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                                 : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
                                 : "r"(tf32(i + t)), "r"(tf32(i + 8 + t)), "r"(tf32(i + t + 4)), "r"(tf32(i + 8 + t + 4)),
                                   "r"(tf32(i)), "r"(tf32(i)));
                    x[blockIdx.x * 32 + threadIdx.x] = c[3];
                }
                """)));

        assertThat(said)
                .containsExactly(
                        NAME, after("multiply", true, values(i -> 1 + (8 * (i % 32 / 4 + 8) + 28) * (i % 4 * 2 + 1))));
    }

    @Test
    void wholeAndRealNumbersMeanWhatTheyDoToTheReference() throws Exception {
        assertThat(run(MixedNumbersRun.class, List.of("cuda", "11", "3"))).containsExactly("right: 16");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    trap       | if (threadIdx.x == 3) __trap();                         | LAUNCH_FAILED      | trap, thread (3, 0, 0) of block (0, 0, 0): traps
                    wild       | x[1 << 28] = 1;                                         | ILLEGAL_ADDRESS    | where it has no memory
                    misaligned | *(float4*) (x + 2) = make_float4(1, 2, 3, 4);           | MISALIGNED_ADDRESS | kernel.cu(1): the address
                    outside    | __shared__ float t[8]; t[threadIdx.x] = 1; x[0] = t[0]; | LAUNCH_FAILED      | kernel.cu(1): the index 8 is outside of its array
                    unreached  | if (threadIdx.x > 7) __syncthreads();                   | LAUNCH_FAILED      | waits at a barrier that other work-items of its block have ended without
                    unequal    | if (threadIdx.x > 7) __syncthreads(); else __syncthreads(); | LAUNCH_FAILED  | waits at a barrier while other work-items of its block wait at another one
                    """)
    void aFaultIsExplainedAndBreaksTheProcessesUseOfTheDevice(String name, String body, String error, String reason)
            throws Exception {
        String kernel = "extern \"C\" __global__ void %s(float* x) { %s }".formatted(name, body);
        List<String> said = run(KernelsRun.class, List.of(file(name, kernel)));

        assertThat(said).hasSize(4).startsWith(NAME);
        assertThat(said.get(1)).startsWith("CUDA stand-in: " + name).contains(reason);
        assertThat(said.get(2))
                .isEqualTo(
                        "LaunchException: %s over [64] in groups of [32] failed on the device: cuStreamSynchronize: CUDA_ERROR_%s"
                                .formatted(name, error));
        assertThat(said.get(3)).startsWith("DeviceException: cuda:0 cannot be used any more in this process");
    }

    @Test
    void itRefusesWhatADriverRefuses() throws Exception {
        assertThat(run(RefusalsRun.class, List.of())).containsExactly("""
                without a context: CUDA_ERROR_INVALID_CONTEXT
                too much memory: CUDA_ERROR_OUT_OF_MEMORY
                no memory: CUDA_ERROR_INVALID_VALUE
                some memory: CUDA_SUCCESS
                past its end: CUDA_ERROR_INVALID_VALUE
                no allocation: CUDA_ERROR_INVALID_VALUE
                no machine code: CUDA_ERROR_INVALID_IMAGE
                no such kernel: CUDA_ERROR_NOT_FOUND
                a launch: CUDA_SUCCESS
                a group above its launch bounds: CUDA_ERROR_INVALID_VALUE
                a group above the device's: CUDA_ERROR_INVALID_VALUE
                shared memory not opted into: CUDA_ERROR_INVALID_VALUE
                more than can be: CUDA_ERROR_INVALID_VALUE
                what can be: CUDA_SUCCESS
                shared memory opted into: CUDA_SUCCESS
                an event never recorded: CUDA_ERROR_INVALID_HANDLE
                an external event outside of a capture: CUDA_ERROR_INVALID_VALUE
                waiting for a capture: CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED
                the end of that capture: CUDA_ERROR_STREAM_CAPTURE_INVALIDATED
                a kernel that is unloaded: CUDA_ERROR_INVALID_HANDLE""".split("\n"));
    }
}
