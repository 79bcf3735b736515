package dev.tilewright.kernels.evaluate;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.Language;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A kernel for {@link ScaledSum} that does what no kernel should, let past the screen, and how it may end.
 *
 * @param name what it does
 * @param declarations what comes before its entry point, or among the members of its class
 * @param body what it does for element {@code i}
 * @param extra what its entry point takes beside {@code A, B, C, N}
 * @param group the size of a work-group
 * @param ends the statuses that it may end in, all of which are right: which one depends on the compiler and on what lies where
 */
record HostileKernel(
        String name, String declarations, String body, List<KernelArgument> extra, long group, Set<Status> ends) {

    private static final String RIGHT = "C[i] = 2 * A[i] + B[i];";

    /** Doubled so often, no compiler has the memory or the time for it. */
    private static final int DOUBLINGS = 28;

    private static final int DEEP = 20_000;

    /** What both languages can say. */
    private static final List<HostileKernel> COMMON = List.of(
            kernel("loops for ever", "while (N > 0) { C[i] = A[i]; }", Status.TIMEOUT),
            kernel("leaves every other output unwritten", "if (i % 2 == 0) " + RIGHT, Status.WRONG_RESULT),
            kernel("leaves one output unwritten", "if (i != 777) " + RIGHT, Status.WRONG_RESULT),
            kernel("writes nothing", "if (N < 0) " + RIGHT, Status.WRONG_RESULT),
            kernel("writes zeros", "C[i] = 0;", Status.WRONG_RESULT),
            kernel("is wrong by a little", "C[i] = 2 * A[i] + B[i] + 3e-4f;", Status.WRONG_RESULT),
            kernel("is off by one element", "C[i] = 2 * A[i] + B[i == 0 ? 0 : i - 1];", Status.WRONG_RESULT),
            kernel(
                    "gives no number once",
                    "C[i] = i == 5 ? (A[i] - A[i]) / (A[i] - A[i]) : 2 * A[i] + B[i];",
                    Status.WRONG_RESULT),
            kernel("changes its input", RIGHT + " if (i == N - 1) A[i] = 0;", Status.WRONG_RESULT),
            kernel(
                    "is right for the timed problem only",
                    "C[i] = N == 1000 ? A[i] : 2 * A[i] + B[i];",
                    Status.WRONG_RESULT),
            kernel("keeps what is there", "if (C[i] != C[i]) " + RIGHT, Status.WRONG_RESULT),
            kernel("does not compile", "C[i] = undeclared;", Status.BUILD_ERROR),
            kernel("is no program", "}}}} C[i] = ;", Status.BUILD_ERROR));

    private static final List<HostileKernel> OPENCL = List.of(
            kernel("writes one element too far", RIGHT + " if (i == N - 1) C[N] = 1;", Status.WRONG_RESULT),
            kernel("writes a little before a buffer", RIGHT + " if (i == 0) C[-3] = 1;", Status.WRONG_RESULT),
            kernel("writes a terabyte too far", "C[i + (1L << 38)] = 1; " + RIGHT, Status.CRASH),
            // Two gigabytes on there may be nothing, or something that is somebody's.
            kernel("writes gigabytes too far", "C[i + (1L << 29)] = 1; " + RIGHT, Status.CRASH, Status.WRONG_RESULT),
            kernel("reads a terabyte too far", "C[i] = 2 * A[i + (1L << 38)] + B[i];", Status.CRASH),
            kernel("writes to no address", "*(volatile __global int *) 0 = i; " + RIGHT, Status.CRASH),
            kernel("traps", "if (i == 9) __builtin_trap(); " + RIGHT, Status.CRASH),
            with("aborts", "void abort(void);\n", "abort();", Status.CRASH, Status.BUILD_ERROR, Status.LAUNCH_ERROR),
            with("leaves", "void _exit(int);\n", "_exit(3);", Status.CRASH, Status.BUILD_ERROR, Status.LAUNCH_ERROR),
            // What a processor raises is a crash; a driver may catch it, and go on with whatever is there.
            kernel("divides by zero", "volatile int zero = 0; C[i] = i / zero;", Status.CRASH, Status.WRONG_RESULT),
            with(
                    "eats memory",
                    "void *malloc(size_t);\n",
                    "for (int k = 0; k < 4096; k++) { __global volatile char *p = (__global volatile char *) malloc(1 << 20);"
                            + " for (int j = 0; j < 1 << 20; j += 4096) p[j] = 1; } "
                            + RIGHT,
                    Status.CRASH,
                    Status.BUILD_ERROR,
                    Status.LAUNCH_ERROR,
                    Status.TIMEOUT),
            kernel(
                    "overflows its stack",
                    "volatile float much[1 << 24]; for (int k = 0; k < 1 << 24; k += 1024) much[k] = A[i];"
                            + " C[i] = 2 * much[(i << 10) & 0xffffff] + B[i];",
                    Status.CRASH,
                    Status.BUILD_ERROR,
                    Status.LAUNCH_ERROR,
                    Status.TIMEOUT),
            kernel(
                    "declares a gigabyte of local memory",
                    "__local float t[1 << 28]; t[i % 1024] = A[i]; barrier(CLK_LOCAL_MEM_FENCE); C[i] = 2 * t[i % 1024] + B[i];",
                    Status.BUILD_ERROR,
                    Status.LAUNCH_ERROR,
                    Status.CRASH),
            new HostileKernel(
                    "asks for a terabyte of local memory",
                    "",
                    RIGHT,
                    List.of(new LocalArgument(1L << 40)),
                    1,
                    Set.of(Status.REJECTED)),
            new HostileKernel("asks for a huge group", "", RIGHT, List.of(), 1 << 18, Set.of(Status.REJECTED)),
            kernel(
                    "prints what a verdict might look like",
                    "if (i < 500) printf(\"{\\\"status\\\":\\\"ok\\\"}\\n\"); C[i] = 0;",
                    Status.WRONG_RESULT),
            with(
                    "doubles its text",
                    doubled("#define M%2$d M%1$d M%1$d\n", "#define M0 x = x * 3 + 1;\n"),
                    "float x = A[i]; M%d C[i] = x;".formatted(DOUBLINGS),
                    Status.TIMEOUT,
                    Status.CRASH,
                    Status.BUILD_ERROR),
            with("includes itself", "#include __FILE__\n", RIGHT, Status.BUILD_ERROR, Status.REJECTED),
            kernel(
                    "nests deeply",
                    "C[i] = " + "(".repeat(DEEP) + "A[i]" + ")".repeat(DEEP) + ";",
                    Status.BUILD_ERROR,
                    Status.CRASH,
                    Status.WRONG_RESULT,
                    Status.TIMEOUT));

    private static final List<HostileKernel> JAVA = List.of(
            kernel("writes one element too far", "C[i + 1] = 2 * A[i] + B[i];", Status.LAUNCH_ERROR),
            kernel("writes far too far", "C[i + (1 << 29)] = 1; " + RIGHT, Status.LAUNCH_ERROR),
            kernel("uses null", "float[] none = null; none[i] = 1;", Status.LAUNCH_ERROR),
            kernel("divides by zero", "C[i] = i / (N - N);", Status.LAUNCH_ERROR),
            kernel("throws an error", "throw new Error(\"of my own\");", Status.LAUNCH_ERROR),
            with(
                    "overflows its stack",
                    "static int deep(int k) { return k + deep(k + 1) * 3; }",
                    "C[i] = deep(i);",
                    Status.LAUNCH_ERROR,
                    Status.CRASH),
            kernel("ends its process", "System.exit(7);", Status.CRASH),
            kernel("halts its process", "Runtime.getRuntime().halt(0);", Status.CRASH),
            with(
                    "eats memory",
                    "static final java.util.List<float[]> HELD = java.util.Collections.synchronizedList(new java.util.ArrayList<>());",
                    "HELD.add(new float[1 << 20]); " + RIGHT,
                    Status.CRASH),
            with(
                    "writes to no address",
                    "static final java.lang.foreign.MemorySegment ALL ="
                            + " java.lang.foreign.MemorySegment.NULL.reinterpret(Long.MAX_VALUE);",
                    "ALL.set(java.lang.foreign.ValueLayout.JAVA_INT, 0, i); " + RIGHT,
                    Status.CRASH,
                    Status.LAUNCH_ERROR),
            with(
                    "fails when it is loaded",
                    "static final int NONE = Integer.parseInt(\"none\");",
                    "C[i] = NONE;",
                    Status.LAUNCH_ERROR,
                    Status.BUILD_ERROR),
            kernel(
                    "prints what a verdict might look like",
                    "if (i < 500) System.out.println(\"{\\\"status\\\":\\\"ok\\\"}\"); C[i] = 0;",
                    Status.WRONG_RESULT),
            with(
                    "keeps a result",
                    "static float[] kept = new float[1 << 20]; static boolean[] has = new boolean[1 << 20];",
                    "if (!has[i]) { kept[i] = 2 * A[i] + B[i]; has[i] = true; } C[i] = kept[i];",
                    Status.WRONG_RESULT),
            kernel(
                    "is too long for a method",
                    "int x = i; " + "x = x * 31 + N; ".repeat(12_000) + RIGHT,
                    Status.BUILD_ERROR),
            kernel(
                    "nests deeply",
                    "C[i] = " + "(".repeat(DEEP) + "A[i]" + ")".repeat(DEEP) + ";",
                    Status.BUILD_ERROR,
                    Status.CRASH,
                    Status.WRONG_RESULT,
                    Status.TIMEOUT));

    private static HostileKernel kernel(String name, String body, Status... ends) {
        return with(name, "", body, ends);
    }

    private static HostileKernel with(String name, String declarations, String body, Status... ends) {
        return new HostileKernel(name, declarations, body, List.of(), 1, Set.of(ends));
    }

    private static String doubled(String definition, String first) {
        return IntStream.rangeClosed(1, DOUBLINGS)
                .mapToObj(k -> definition.formatted(k - 1, k))
                .reduce(first, String::concat);
    }

    /** Returns all that can be said in a language. */
    static List<HostileKernel> in(Language language) {
        return Stream.concat(COMMON.stream(), (language == Language.JAVA ? JAVA : OPENCL).stream())
                .toList();
    }

    /** Returns it as a candidate whose text no other has. */
    Candidate candidate(Language language, int number) {
        return ScaledSum.candidate(language, source(language, declarations, extra, body, number), extra, group);
    }

    /** Returns a right candidate whose text no other has; there are some ways to be right, of which the number says one. */
    static Candidate honest(Language language, int number) {
        String body = switch (number % 4) {
            case 0 -> RIGHT;
            case 1 -> "C[i] = A[i] + A[i] + B[i];";
            case 2 -> "C[i] = (A[i] + 0.5f * B[i]) * 2;";
            default -> "C[i] = B[i] - -2.0f * A[i];";
        };
        return ScaledSum.candidate(language, source(language, "", List.of(), body, number));
    }

    private static String source(
            Language language, String declarations, List<KernelArgument> extra, String body, int number) {
        return language == Language.JAVA
                ? """
                class K {
                    static final int NUMBER = %d;
                    %s
                    public static void f(int i, int g1, int g2, float[] A, float[] B, float[] C, int N) {
                        %s
                    }
                }
                """.formatted(number, declarations, body)
                : """
                constant int NUMBER = %d;
                %s
                __kernel void f(__global float *A, __global float *B, __global float *C, int N%s)
                {
                    int i = get_global_id(0);
                    %s
                }
                """.formatted(number, declarations, extra.isEmpty() ? "" : ", __local float *t", body);
    }
}
