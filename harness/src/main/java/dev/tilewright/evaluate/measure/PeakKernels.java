package dev.tilewright.evaluate.measure;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The kernels that {@link Peaks} runs, in the language of a device.
 *
 * @param language OpenCL C, CUDA C or Java
 * @param lanes numbers in one vector of a chain of multiply-adds
 * @param itemsPerGroup work-items of a work-group
 * @param multiplyGroups work-groups that keep all cores busy
 * @param copiedPerItem numbers that one work-item copies
 */
record PeakKernels(Language language, int lanes, long itemsPerGroup, long multiplyGroups, long copiedPerItem) {

    private static final int JAVA_CHUNK = 1 << 16;

    private static final String CUDA_COPY = """
            extern "C" __global__ void copy(const float4 *__restrict__ from, float4 *__restrict__ to)
            {
                unsigned int i = blockIdx.x * blockDim.x + threadIdx.x;
                to[i] = from[i];
            }
            """;

    /** Returns how many independent chains to try: enough to hide the latency of one, and few enough to stay in registers. */
    List<Integer> chains() {
        return language == Language.JAVA ? List.of(10) : List.of(8, 10, 12);
    }

    /** Returns for how long a kernel is run at the least, in ns: vectors in Java are objects until the last compiler has seen to them. */
    long warmUpNanos() {
        return language == Language.JAVA ? 1_500_000_000L : 0;
    }

    static PeakKernels of(Language language, DeviceFacts facts) {
        return switch (language) {
            case OPENCL -> {
                int lanes = Math.min(16, Integer.highestOneBit(Math.max(1, facts.vectorWidth())));
                yield facts.cpu()
                        ? new PeakKernels(language, lanes, 1, 8L * facts.computeUnits(), 1 << 14)
                        : gpu(language, facts);
            }
            case CUDA -> gpu(language, facts);
            case JAVA -> new PeakKernels(language, facts.vectorWidth(), 1, 8L * facts.computeUnits(), JAVA_CHUNK);
            case TORNADO ->
                throw new IllegalArgumentException(
                        "there are no kernels in %s to measure peaks with".formatted(language.id()));
        };
    }

    private static PeakKernels gpu(Language language, DeviceFacts facts) {
        return new PeakKernels(language, 1, Math.min(256, facts.maxGroupSize()), 16L * facts.computeUnits(), 4);
    }

    Kernel multiply(int chains) {
        String source = switch (language) {
            case JAVA -> javaMultiply(chains);
            case CUDA -> cudaMultiply(chains);
            case OPENCL, TORNADO -> openClMultiply(chains);
        };
        return new Kernel(language, source, List.of("multiply"), List.of());
    }

    Kernel copy() {
        String source = switch (language) {
            case JAVA -> javaCopy();
            case CUDA -> CUDA_COPY;
            case OPENCL, TORNADO -> openClCopy();
        };
        return new Kernel(language, source, List.of("copy"), List.of());
    }

    private static String each(int chains, String statement) {
        return IntStream.range(0, chains)
                .mapToObj(chain -> statement.replace("#", Integer.toString(chain)))
                .collect(Collectors.joining("\n        "));
    }

    private static String sum(int chains, String open, String close) {
        return IntStream.range(1, chains)
                .mapToObj(chain -> open + "a" + chain + close)
                .collect(Collectors.joining());
    }

    private String openClMultiply(int chains) {
        String vector = lanes == 1 ? "float" : "float" + lanes;
        String total = lanes == 1
                ? "total"
                : IntStream.range(0, lanes)
                        .mapToObj(lane -> "total.s" + Integer.toHexString(lane))
                        .collect(Collectors.joining(" + "));
        return """
                __kernel void multiply(__global float *out, float m, float c, int n)
                {
                    %1$s factor = (%1$s)(m), term = (%1$s)(c);
                    %2$s
                    for (int i = 0; i < n; i++) {
                        %3$s
                    }
                    %1$s total = a0%4$s;
                    out[get_global_id(0)] = %5$s;
                }
                """.formatted(
                        vector,
                        each(chains, vector + " a# = (" + vector + ")(get_global_id(0) + #);"),
                        each(chains, "a# = fma(a#, factor, term);"),
                        sum(chains, " + ", ""),
                        total);
    }

    private static String cudaMultiply(int chains) {
        return """
                extern "C" __global__ void multiply(float *out, float m, float c, int n)
                {
                    unsigned int item = blockIdx.x * blockDim.x + threadIdx.x;
                    %s
                    for (int i = 0; i < n; i++) {
                        %s
                    }
                    out[item] = a0%s;
                }
                """.formatted(
                each(chains, "float a# = item + #;"), each(chains, "a# = fmaf(a#, m, c);"), sum(chains, " + ", ""));
    }

    private String openClCopy() {
        return copiedPerItem <= 4 ? """
                __kernel void copy(__global const float4 *from, __global float4 *to)
                {
                    to[get_global_id(0)] = from[get_global_id(0)];
                }
                """ : """
                __kernel void copy(__global const float8 *from, __global float8 *to)
                {
                    size_t begin = get_global_id(0) * %d;
                    for (size_t i = begin; i < begin + %d; i++) to[i] = from[i];
                }
                """.formatted(copiedPerItem / 8, copiedPerItem / 8);
    }

    private static String javaMultiply(int chains) {
        return """
                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.VectorOperators;
                import jdk.incubator.vector.VectorSpecies;

                class Multiply {
                    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

                    public static void multiply(int item, int g1, int g2, float[] out, float m, float c, int n) {
                        FloatVector factor = FloatVector.broadcast(S, m), term = FloatVector.broadcast(S, c);
                        %s
                        for (int i = 0; i < n; i++) {
                            %s
                        }
                        out[item] = a0%s.reduceLanes(VectorOperators.ADD);
                    }
                }
                """.formatted(
                        each(chains, "FloatVector a# = FloatVector.broadcast(S, item + #);"),
                        each(chains, "a# = a#.fma(factor, term);"),
                        sum(chains, ".add(", ")"));
    }

    private String javaCopy() {
        return """
                class Copy {
                    public static void copy(int item, int g1, int g2, float[] from, float[] to) {
                        System.arraycopy(from, item * %1$d, to, item * %1$d, %1$d);
                    }
                }
                """.formatted(copiedPerItem);
    }
}
