package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes of a kernel in Java may compute, and nothing else. */
class ClassScreenTest {

    private static final JavaCompilation COMPILATION =
            new JavaCompilation(List.of(), List.of("--add-modules", "jdk.incubator.vector"));

    @AfterAll
    static void close() {
        COMPILATION.close();
    }

    private static Map<String, byte[]> compiled(String source) throws BuildException {
        return COMPILATION.compile(source, List.of()).classes();
    }

    /** Puts members on line 2 of a class, and statements on line 4, in its entry point. */
    private static String kernel(String members, String statements) {
        return """
                public class K {
                %s
                public static void f(int g0, int g1, int g2, float[] A, float[] B, int n) throws Throwable {
                %s
                }
                }
                """.formatted(members, statements);
    }

    private static void refuses(String source, String reason) {
        assertThatThrownBy(() -> ClassScreen.check(compiled(source), AllowedClasses.JVM))
                .isInstanceOf(RefusedException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Thread t = new Thread(K.class::notify); t.start();            | Line 4: makes an object of Thread, which a kernel may not.
            Thread.sleep(1);                                              | Line 4: Thread.sleep is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            A[0] = System.nanoTime();                                     | Line 4: System.nanoTime is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            System.exit(0);                                               | Line 4: System.exit is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            System.setProperty("a", "b");                                 | Line 4: the string "a".
            System.out.println(A[0]);                                     | Line 4: the field System.out is not the kernel's.
            Runtime.getRuntime().halt(0);                                 | Line 4: Runtime.getRuntime is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            new ProcessBuilder().start();                                 | Line 4: makes an object of ProcessBuilder, which a kernel may not.
            new java.net.ServerSocket(0);                                 | Line 4: makes an object of ServerSocket, which a kernel may not.
            new java.net.Socket();                                        | Line 4: makes an object of Socket, which a kernel may not.
            java.nio.file.Files.createTempDirectory(null);                | Line 4: makes an array of FileAttribute, which a kernel may not.
            A[0] = ProcessHandle.current().pid();                         | Line 4: ProcessHandle.current is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            Class.forName(null);                                          | Line 4: Class.forName is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            A[0] = K.class.getModifiers();                                | Line 4: K.class.
            A.getClass().getClassLoader();                                | Line 4: Object.getClass is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            A[0] = A.hashCode();                                          | Line 4: Object.hashCode is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            A[0] = System.identityHashCode(A);                            | Line 4: System.identityHashCode is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            A[0] = (float) Math.random();                                 | Line 4: Math.random is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            java.lang.invoke.MethodHandles.lookup();                      | Line 4: MethodHandles.lookup is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            java.lang.foreign.Linker.nativeLinker();                      | Line 4: Linker.nativeLinker is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            java.lang.foreign.Arena.global();                             | Line 4: Arena.global is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            java.lang.foreign.MemorySegment.NULL.byteSize();              | Line 4: the field MemorySegment.NULL is not the kernel's.
            java.util.stream.IntStream.range(0, 2).parallel();            | Line 4: IntStream.range is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            java.util.Arrays.parallelPrefix(new int[2], Math::max);                | Line 4: a lambda, a method reference, a record, or strings that are joined.
            java.util.Arrays.parallelSort(A);                             | Line 4: Arrays.parallelSort is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            Runnable r = () -> { A[0] = 1; };                             | Line 4: a lambda, a method reference, a record, or strings that are joined.
            String s = "a" + n;                                           | Line 4: a lambda, a method reference, a record, or strings that are joined.
            A[0] = Integer.getInteger(null);                              | Line 4: Integer.getInteger is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            Object o = n;                                                 | Line 4: Integer.valueOf is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            synchronized (A) { A[0] = 1; }                                | Line 4: an exception is caught.
            try { A[-1] = 0; } catch (RuntimeException e) { A[0] = 1; }   | Line 4: an exception is caught.
            throw new Error();                                            | Line 4: makes an object of Error, which a kernel may not.
            assert n > 0;                                                 | Line 4: makes an object of AssertionError, which a kernel may not.
            new java.util.HashMap<Integer, float[]>();                    | Line 4: makes an object of HashMap, which a kernel may not.
            new ThreadLocal<float[]>().set(A);                            | Line 4: makes an object of ThreadLocal, which a kernel may not.
            new java.lang.ref.WeakReference<>(A);                         | Line 4: makes an object of WeakReference, which a kernel may not.
            Object[] all = new Object[2];                                 | Line 4: makes an array of Object, which a kernel may not.
            A[0] = ((Object) A) instanceof Cloneable ? 1 : 0;             | Line 4: casts to Cloneable, which a kernel may not.
            jdk.incubator.vector.FloatVector.fromMemorySegment(jdk.incubator.vector.FloatVector.SPECIES_128, null, 0, null); | Line 4: FloatVector.fromMemorySegment is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            jdk.incubator.vector.FloatVector.SPECIES_128.elementType();   | Line 4: VectorSpecies.elementType is not among what a kernel may call: arithmetic, copies of arrays, vectors.
            """)
    void aStatementThatDoesMoreThanComputeIsRefused(String statement, String reason) {
        refuses(kernel("", statement), reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static int runs;                                    | Class K: the static field runs keeps what one run leaves for the next; allowed are static final numbers and vector species.
            static volatile boolean done;                       | Class K: the static field done keeps what one run leaves for the next; allowed are static final numbers and vector species.
            static final float[] LAST = new float[4];           | Class K: the static field LAST keeps what one run leaves for the next; allowed are static final numbers and vector species.
            static final K ONE = new K();                       | Class K: the static field ONE keeps what one run leaves for the next; allowed are static final numbers and vector species.
            static final String NAME = "a";                     | Class K: the static field NAME keeps what one run leaves for the next; allowed are static final numbers and vector species.
            Object any;                                         | Class K: the field any is a Object.
            static native void g();                             | Line 1: g is native.
            static synchronized void g() {}                     | Line 2: g is synchronized.
            protected void finalize() {}                        | Line 2: finalize is called behind the kernel's back.
            enum E { A, B }                                     | Class K$E: it extends java.lang.Enum; a kernel's classes extend nothing, and are neither records nor enums.
            record R(float a) {}                                | Class K$R: it extends java.lang.Record; a kernel's classes extend nothing, and are neither records nor enums.
            static class T extends Thread {}                    | Class K$T: it extends java.lang.Thread; a kernel's classes extend nothing, and are neither records nor enums.
            static class T implements Runnable { public void run() {} } | Class K$T: it implements java.lang.Runnable, which is not the kernel's.
            static class T extends ClassLoader {}               | Class K$T: it extends java.lang.ClassLoader; a kernel's classes extend nothing, and are neither records nor enums.
            \\u0073tatic int runs;                               | Class K: the static field runs keeps what one run leaves for the next; allowed are static final numbers and vector species.
            """)
    void aMemberThatOutlivesARunIsRefused(String member, String reason) {
        refuses(kernel(member, ""), reason);
    }

    @Test
    void anUnsafeThatIsReachedByReflectionIsRefused() {
        refuses(
                kernel("", "var f = sun.misc.Unsafe.class.getDeclaredField(null); f.setAccessible(true);"),
                "Line 4: Unsafe.class.");
    }

    @Test
    void aClassInAPackageOfJavasOwnIsRefused() {
        byte[] bytes = java.lang.classfile.ClassFile.of()
                .build(java.lang.constant.ClassDesc.of("jdk.incubator.vector.Own"), builder -> {});
        assertThatThrownBy(() -> ClassScreen.check(Map.of("jdk.incubator.vector.Own", bytes), AllowedClasses.JVM))
                .hasMessage("Class jdk.incubator.vector.Own: it is in a package of Java's own.");
    }

    @Test
    void whatIsNoClassFileIsRefused() {
        assertThatThrownBy(() -> ClassScreen.check(Map.of("K", new byte[] {1, 2, 3}), AllowedClasses.JVM))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("The class K cannot be read");
    }

    @Test
    void anHonestKernelPasses() {
        String source = """
                import jdk.incubator.vector.*;
                public final class Honest {
                    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_256;
                    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(FloatVector.SPECIES_256, 0);
                    private static final int TILE = Math.max(4, 8);
                    static final class Block {
                        final float[] values = new float[16];
                        int used;
                        void add(float value) { values[used++] = value; }
                    }
                    interface Fold { float of(float a, float b); }
                    static final class Sum implements Fold { public float of(float a, float b) { return a + b; } }
                    public static void f(int g0, int g1, int g2, float[] A, float[] B, int n) {
                        Block block = new Block();
                        Fold fold = new Sum();
                        float[][] tile = new float[TILE][TILE];
                        float[] copy = java.util.Arrays.copyOf(A, n).clone();
                        java.util.Arrays.fill(copy, 0, 2, Float.NEGATIVE_INFINITY);
                        System.arraycopy(A, 0, tile[0], 0, 1);
                        FloatVector sum = FloatVector.zero(LANES);
                        int i = 0;
                        for (; i < LANES.loopBound(n); i += LANES.length()) {
                            FloatVector a = FloatVector.fromArray(LANES, A, i);
                            VectorMask<Float> mask = a.compare(VectorOperators.GT, 0f);
                            sum = a.fma(a, sum).blend(0f, mask).lanewise(VectorOperators.EXP).rearrange(EVEN);
                            sum = ((FloatVector) a.convertShape(VectorOperators.F2I, IntVector.SPECIES_256, 0).convert(VectorOperators.I2F, 0));
                        }
                        for (; i < n; i++) {
                            block.add(A[java.util.Objects.checkIndex(i, n)]);
                        }
                        B[g0] = fold.of(sum.reduceLanes(VectorOperators.ADD), (float) Math.exp(block.values[0]))
                            + Float.intBitsToFloat(Integer.bitCount(n)) + (n > 3 ? switch (n % 3) { case 0 -> 1; case 1 -> 2; default -> 3; } : 0);
                    }
                }
                """;
        assertThatCode(() -> ClassScreen.check(compiled(source), AllowedClasses.JVM))
                .doesNotThrowAnyException();
    }

    @Test
    void whatAKernelMayNameIsAShortList() {
        assertThat(List.of("java.lang.Math", "jdk.incubator.vector.FloatVector"))
                .allMatch(AllowedClasses.JVM::mayName);
        assertThat(List.of(
                        "java.lang.Thread",
                        "java.lang.Class",
                        "java.lang.Runtime",
                        "java.lang.invoke.MethodHandles",
                        "java.lang.foreign.Linker",
                        "java.lang.reflect.Method",
                        "sun.misc.Unsafe",
                        "jdk.internal.vm.vector.VectorSupport",
                        "uk.ac.manchester.tornado.api.TaskGraph"))
                .noneMatch(AllowedClasses.JVM::mayName);
    }
}
