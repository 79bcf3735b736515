package dev.tilewright.device.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.AllowedClasses;
import dev.tilewright.device.BackendContract;
import dev.tilewright.device.Backends;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.JavaCompilation;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.RefusedException;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JvmBackendTest extends BackendContract {

    @Override
    protected String backend() {
        return "jvm";
    }

    private static Kernel kernel(String source, String... entries) {
        return new Kernel(Language.JAVA, source, List.of(entries), List.of());
    }

    @Test
    void whatIsNotTrustedIsRefusedBeforeItIsLoaded() throws BuildException {
        String source = """
                public class Reach {
                    static int runs;
                    public static void f(int g0, int g1, int g2, float[] x) { x[g0] = System.nanoTime(); }
                }
                """;
        try (Session session = Backends.load().device("jvm:0").open()) {
            assertThatThrownBy(() -> session.build(kernel(source, "f")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("Class Reach: the static field runs keeps what one run leaves for the next; allowed are"
                            + " static final numbers and vector species.");
            session.build(kernel(source, "f").asTrusted()).close();
        }
    }

    /** As if the screen had overlooked it: its class is defined, and finds no other. */
    @Test
    void aClassThatSlipsThroughTheScreenFindsNoClassThatAKernelMayNotUse() throws Exception {
        String source = """
                public class Slipped {
                    public static int threads() { return Thread.activeCount(); }
                    public static Object reflected() throws Exception { return Class.forName("java.lang.Thread"); }
                    public static int computed() { return Math.max(1, 2); }
                }
                """;
        Map<String, byte[]> classes;
        try (JavaCompilation compilation = new JavaCompilation(List.of(), List.of())) {
            classes = compilation.compile(source, List.of()).classes();
        }
        Class<?> slipped = new KernelClassLoader(classes, Optional.of(AllowedClasses.JVM)).loadClass("Slipped");
        assertThat(slipped.getMethod("computed").invoke(null)).isEqualTo(2);
        for (String method : List.of("threads", "reflected")) {
            assertThatThrownBy(() -> slipped.getMethod(method).invoke(null))
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
        }
        Class<?> trusted = new KernelClassLoader(classes, Optional.empty()).loadClass("Slipped");
        assertThat(trusted.getMethod("threads").invoke(null)).isInstanceOf(Integer.class);
    }

    @Override
    protected Kernel addThenDouble() {
        return kernel("""
                public class Anything {
                    public static void add(int g0, int g1, int g2, float[] a, float[] b, float[] t, int n) {
                        if (g0 < n) t[g0] = a[g0] + b[g0];
                    }
                    public static void twice(int g0, int g1, int g2, float[] t, float[] c, int n) {
                        if (g0 < n) c[g0] = 2 * t[g0];
                    }
                }
                """, "add", "twice");
    }

    @Override
    protected Kernel scale() {
        return kernel("""
                class Scale {
                    public static void scale(int g0, int g1, int g2, float[] x, float[] y, float a, double b, int c) {
                        y[g0] = (float) (a * x[g0] + b + c);
                    }
                }
                """, "scale");
    }

    @Override
    protected Kernel poke() {
        return kernel("""
                class Poke {
                    public static void poke(int g0, int g1, int g2, float[] x, int at) {
                        x[at] = 1;
                    }
                }
                """, "poke");
    }

    @Override
    protected Kernel broken() {
        return kernel("""
                class Poke {
                    public static void poke(int g0, int g1, int g2, float[] x) {
                        x[0] = undeclaredName;
                    }
                }
                """, "poke");
    }

    @Override
    protected Kernel endless() {
        return kernel("""
                class Spin {
                    public static void spin(int g0, int g1, int g2, float[] x) {
                        while (x[0] == 0) Thread.onSpinWait();
                    }
                }
                """, "spin");
    }

    @Override
    protected boolean supportsGroups() {
        return false;
    }

    @Override
    protected boolean checksBounds() {
        return true;
    }

    @Test
    void compileErrorsNameTheirLine() {
        assertThatThrownBy(() -> session.build(broken()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("line 3: error");
    }

    @Test
    void everyGroupOfThreeDimensionsRunsOnceWithItsOwnIndices() throws Exception {
        Kernel kernel = kernel("""
                package some.where;
                class Index {
                    static class Inner { static float of(int g0, int g1, int g2) { return g0 + 100 * g1 + 10000 * g2; } }
                    public static void index(int g0, int g1, int g2, float[] x) {
                        x[(g2 * 8 + g1) * 16 + g0] += Inner.of(g0, g1, g2);
                    }
                }
                """, "index");
        Map<String, DeviceBuffer> buffers = allocate("X");
        fill(buffers.get("X"), 0, 0);
        try (BuiltKernel built = session.build(kernel)) {
            Launch launch = new Launch("index", List.of(16L, 8L, 8L), List.of(1L, 1L, 1L), List.of(buffer("X")));
            session.run(built, List.of(launch), buffers);
        }
        float[] seen = values(buffers.get("X"));
        for (int i = 0; i < N; i++) {
            assertThat(seen[i]).isEqualTo(i % 16 + 100 * (i / 16 % 8) + 10000 * (i / 128));
        }
    }

    @Test
    void whatAKernelThrowsIsToldWithItsLine() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(poke())) {
            Launch outside = launch("poke", 1, 1, buffer("X"), new ScalarArgument("at", ElementType.INT32, N));
            assertThatThrownBy(() -> session.run(built, List.of(outside), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessage("poke threw ArrayIndexOutOfBoundsException: Index 1024 out of bounds for length 1024"
                            + " at line 3");
        }
    }

    @Test
    void endlessRecursionAndAnArrayTooLargeAreLaunchErrors() throws Exception {
        Kernel kernel = kernel("""
                class Bad {
                    static int down(int n) { return down(n + 1) + 1; }
                    public static void deep(int g0, int g1, int g2, float[] x) { x[g0] = down(0); }
                    public static void wide(int g0, int g1, int g2, float[] x) {
                        x[g0] = new float[Integer.MAX_VALUE].length;
                    }
                }
                """, "deep", "wide");
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(kernel)) {
            assertThatThrownBy(() -> session.run(built, List.of(launch("deep", N, 1, buffer("X"))), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("StackOverflowError")
                    .hasMessageContaining("line 2");
            assertThatThrownBy(() -> session.run(built, List.of(launch("wide", 1, 1, buffer("X"))), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("OutOfMemoryError");
        }
        requireUsable();
    }

    @Test
    void aStaticInitialiserThatFailsIsToldByItsCause() throws Exception {
        Kernel kernel = kernel("""
                class Init {
                    static final int HALF = 1 / Integer.bitCount(0);
                    public static void init(int g0, int g1, int g2, float[] x) { x[g0] = HALF; }
                }
                """, "init");
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(kernel)) {
            assertThatThrownBy(() -> session.run(built, List.of(launch("init", 1, 1, buffer("X"))), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessage("init threw ArithmeticException: / by zero at line 2");
        }
    }

    @Test
    void anArgumentOfTheWrongTypeIsRefused() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(poke())) {
            Launch wrong = launch("poke", 1, 1, buffer("X"), new ScalarArgument("at", ElementType.FLOAT32, 0));
            assertThatThrownBy(() -> session.run(built, List.of(wrong), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("takes a int as argument 1 and is launched with a float");
        }
    }

    @Test
    void anEntryPointThatIsNotOneIsABuildError() {
        assertThatThrownBy(() -> session.build(kernel("class K { static int f(float[] x) { return 0; } }", "f")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("must be public static void f(int group0, int group1, int group2");
        assertThatThrownBy(() -> session.build(
                        kernel("class K { public static void f(int a, int b, int c, String s) { } }", "f")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("takes a String");
    }

    @Test
    void anOptionThatTheCompilerDoesNotKnowIsABuildError() {
        Kernel kernel = new Kernel(Language.JAVA, poke().source(), List.of("poke"), List.of("--tile=8"));
        assertThatThrownBy(() -> session.build(kernel))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("--tile=8");
    }

    @Test
    void macrosReplaceWholeWordsOfTheSource() throws Exception {
        String source = """
                class Fill {
                    static final int TILED = 3;
                    public static void fill(int g0, int g1, int g2, float[] x) {
                        x[g0] = TILE + TILED;
                    }
                }
                """;
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built =
                session.build(new Kernel(Language.JAVA, source, List.of("fill"), List.of("-DTILE=40")))) {
            session.run(built, List.of(launch("fill", N, 1, buffer("X"))), buffers);
        }
        assertThat(values(buffers.get("X"))).containsOnly(43f);
    }

    @Test
    void aMethodTooLongForTheJustInTimeCompilerIsWarnedOf() throws Exception {
        String source = "class Long { public static void long_(int g0, int g1, int g2, float[] x) { %s } }"
                .formatted("x[g0] = x[g0] * 3 + 1;\n".repeat(1000));
        try (BuiltKernel built = session.build(kernel(source, "long_"))) {
            assertThat(built.log()).contains("long_ has").contains("only interprets");
        }
    }

    @Test
    void aClosedKernelsClassesAreUnloaded() throws Exception {
        BuiltKernel built = session.build(poke());
        Map<String, DeviceBuffer> buffers = allocate("X");
        session.run(
                built,
                List.of(launch("poke", N, 1, buffer("X"), new ScalarArgument("at", ElementType.INT32, 0))),
                buffers);
        WeakReference<ClassLoader> loader = new WeakReference<>(((JvmKernel) built).loader());
        built.close();
        built = null;
        for (int i = 0; i < 500 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(loader.get()).isNull();
    }

    @Test
    void aKernelMayUseTheVectorModule() throws Exception {
        Kernel kernel = kernel("""
                import jdk.incubator.vector.*;
                class V {
                    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
                    public static void v(int g0, int g1, int g2, float[] x) {
                        int at = g0 * S.length();
                        FloatVector.fromArray(S, x, at).mul(3f).intoArray(x, at);
                    }
                }
                """, "v");
        Map<String, DeviceBuffer> buffers = allocate("X");
        fill(buffers.get("X"), 1, 0);
        assertThat(device.facts().vectorWidth()).isGreaterThan(1);
        try (BuiltKernel built = session.build(kernel)) {
            assertThat(built.log()).isEmpty();
            session.run(built, List.of(launch("v", N / device.facts().vectorWidth(), 1, buffer("X"))), buffers);
        }
        assertThat(values(buffers.get("X"))).containsOnly(3f);
    }

    @Test
    void aKernelDoesNotSeeTheProgramThatRunsIt() {
        assertThatThrownBy(() -> session.build(kernel(
                        "class K { public static void f(int a, int b, int c) { dev.tilewright.device.Backends.load(); } }",
                        "f")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("dev.tilewright");
    }

    @Test
    void aSizeOf64BitsReachesAParameterOf64Bits() throws Exception {
        Kernel kernel = kernel("""
                class Wide {
                    public static void wide(int g0, int g1, int g2, float[] x, long n, int m) {
                        x[0] = n == (1L << 40) + 1 ? m : -1;
                    }
                }
                """, "wide");
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(kernel)) {
            List<KernelArgument> arguments = List.of(
                    buffer("X"),
                    new KernelArgument.WideArgument("N", (1L << 40) + 1),
                    new KernelArgument.ScalarArgument("M", ElementType.INT32, 7));
            session.run(built, List.of(new Launch("wide", List.of(1L), List.of(1L), arguments)), buffers);
        }
        assertThat(values(buffers.get("X"))[0]).isEqualTo(7);
    }
}
