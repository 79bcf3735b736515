package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The kernels that {@link Peaks} runs, in the language of a device.
 *
 * @param language OpenCL C, CUDA C or Java
 * @param lanes numbers in one vector of a chain of multiply-adds
 * @param itemsPerGroup work-items of a work-group
 * @param multiplyGroups work-groups that keep all cores busy
 * @param copiedPerItem numbers that one work-item copies
 * @param readPerItem numbers of which one work-item writes the sum
 */
record PeakKernels(
        Language language, int lanes, long itemsPerGroup, long multiplyGroups, long copiedPerItem, long readPerItem) {

    private static final int JAVA_CHUNK = 1 << 16;
    private static final int CPU_CHUNK = 1 << 14;

    /** Numbers that a work-item of a GPU copies, or reads at once. */
    private static final int GPU_VECTOR = 4;

    private static final int GPU_VECTORS_READ = 16;

    /** How many places a core may read from at once; which is best depends on how its hardware looks ahead. */
    private static final List<Integer> STREAMS = List.of(1, 4, 8);

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
                        ? new PeakKernels(language, lanes, 1, 8L * facts.computeUnits(), CPU_CHUNK, CPU_CHUNK)
                        : gpu(language, facts);
            }
            case CUDA -> gpu(language, facts);
            case JAVA ->
                new PeakKernels(language, facts.vectorWidth(), 1, 8L * facts.computeUnits(), JAVA_CHUNK, JAVA_CHUNK);
            case TORNADO ->
                throw new IllegalArgumentException(
                        "there are no kernels in %s to measure peaks with".formatted(language.id()));
        };
    }

    private static PeakKernels gpu(Language language, DeviceFacts facts) {
        return new PeakKernels(
                language,
                1,
                Math.min(256, facts.maxGroupSize()),
                16L * facts.computeUnits(),
                GPU_VECTOR,
                GPU_VECTOR * GPU_VECTORS_READ);
    }

    Kernel multiply(int chains) {
        String source = switch (language) {
            case JAVA -> javaMultiply(chains);
            case CUDA -> cudaMultiply(chains);
            case OPENCL, TORNADO -> openClMultiply(chains);
        };
        return new Kernel(language, source, List.of("multiply"), List.of(), true);
    }

    /** Returns the ways to copy; the fastest is the peak. */
    List<Kernel> copies() {
        List<String> sources = switch (language) {
            case JAVA -> List.of(javaCopy());
            case CUDA -> List.of(cudaCopy());
            case OPENCL, TORNADO -> gpu() ? List.of(openClGpuCopy()) : List.of(openClCopy(false), openClCopy(true));
        };
        return sources.stream()
                .map(source -> new Kernel(language, source, List.of("copy"), List.of(), true))
                .toList();
    }

    /** Returns the ways to read, and to write next to nothing; the fastest is the peak. */
    List<Kernel> reads() {
        Stream<String> sources = switch (language) {
            case JAVA -> STREAMS.stream().map(this::javaRead);
            case CUDA -> Stream.of(cudaRead());
            case OPENCL, TORNADO ->
                gpu() ? Stream.of(openClGpuRead()) : STREAMS.stream().map(this::openClRead);
        };
        return sources.map(source -> new Kernel(language, source, List.of("read"), List.of(), true))
                .toList();
    }

    private boolean gpu() {
        return copiedPerItem == GPU_VECTOR;
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

    private static String cudaCopy() {
        return """
            extern "C" __global__ void copy(const float4 *__restrict__ from, float4 *__restrict__ to)
            {
                unsigned int i = blockIdx.x * blockDim.x + threadIdx.x;
                to[i] = from[i];
            }
            """;
    }

    private static String cudaRead() {
        return """
            extern "C" __global__ void read(const float4 *__restrict__ from, float *__restrict__ to)
            {
                unsigned int first = blockIdx.x * blockDim.x * %1$d + threadIdx.x;
                float x = 0, y = 0, z = 0, w = 0;
                #pragma unroll
                for (int i = 0; i < %1$d; i++) {
                    float4 v = from[first + i * blockDim.x];
                    x += v.x;
                    y += v.y;
                    z += v.z;
                    w += v.w;
                }
                to[blockIdx.x * blockDim.x + threadIdx.x] = (x + y) + (z + w);
            }
            """.formatted(GPU_VECTORS_READ);
    }

    private static String openClGpuCopy() {
        return """
            __kernel void copy(__global const float4 *from, __global float4 *to)
            {
                to[get_global_id(0)] = from[get_global_id(0)];
            }
            """;
    }

    private static String openClGpuRead() {
        return """
            __kernel void read(__global const float4 *from, __global float *to)
            {
                size_t first = get_group_id(0) * get_local_size(0) * %1$d + get_local_id(0);
                float4 sum = (float4)(0);
                for (int i = 0; i < %1$d; i++) sum += from[first + i * get_local_size(0)];
                to[get_global_id(0)] = (sum.x + sum.y) + (sum.z + sum.w);
            }
            """.formatted(GPU_VECTORS_READ);
    }

    /** Copies a chunk in whole cache lines; a streaming store does not first read the line that it goes to. */
    private String openClCopy(boolean streaming) {
        return """
                #ifdef __clang__
                #define STREAM(value, p) __builtin_nontemporal_store(value, p)
                #else
                #define STREAM(value, p) (*(p) = (value))
                #endif
                __kernel void copy(__global const float16 *restrict from, __global float16 *restrict to)
                {
                    size_t begin = get_global_id(0) * %1$d;
                    for (size_t i = begin; i < begin + %1$d; i++) %2$s;
                }
                """.formatted(copiedPerItem / 16, streaming ? "STREAM(from[i], &to[i])" : "to[i] = from[i]");
    }

    /** Sums a chunk from several places in it at once. */
    private String openClRead(int streams) {
        long length = readPerItem / 16 / streams;
        return """
                __kernel void read(__global const float16 *from, __global float *to)
                {
                    size_t begin = get_global_id(0) * %d;
                    %s
                    for (size_t i = begin; i < begin + %d; i++) {
                        %s
                    }
                    float16 total = a0%s;
                    float8 eight = total.lo + total.hi;
                    float4 four = eight.lo + eight.hi;
                    to[get_global_id(0)] = (four.x + four.y) + (four.z + four.w);
                }
                """.formatted(
                        readPerItem / 16,
                        each(streams, "float16 a# = (float16)(0);"),
                        length,
                        each(streams, "a# += from[i + # * " + length + "];"),
                        sum(streams, " + ", ""));
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

    private String javaRead(int streams) {
        long length = readPerItem / streams;
        return """
                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.VectorOperators;
                import jdk.incubator.vector.VectorSpecies;

                class Read {
                    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

                    public static void read(int item, int g1, int g2, float[] from, float[] to) {
                        int begin = item * %d;
                        %s
                        for (int i = begin; i < begin + %d; i += S.length()) {
                            %s
                        }
                        to[item] = a0%s.reduceLanes(VectorOperators.ADD);
                    }
                }
                """.formatted(
                        readPerItem,
                        each(streams, "FloatVector a# = FloatVector.zero(S);"),
                        length,
                        each(streams, "a# = a#.add(FloatVector.fromArray(S, from, i + # * " + length + "));"),
                        sum(streams, ".add(", ")"));
    }
}
