package dev.tilewright.device.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.device.BackendContract;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.TornadoPresent;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@TornadoPresent
class TornadoBackendTest extends BackendContract {

    private static final ScalarArgument LENGTH = new ScalarArgument("N", ElementType.INT32, N);

    private static final String IMPORTS = """
            import uk.ac.manchester.tornado.api.KernelContext;
            import uk.ac.manchester.tornado.api.annotations.Parallel;
            import uk.ac.manchester.tornado.api.math.TornadoMath;
            import uk.ac.manchester.tornado.api.types.arrays.*;
            """;

    @Override
    protected String backend() {
        return "tornado";
    }

    private static Kernel kernel(String methods, String... entries) {
        return new Kernel(
                Language.TORNADO, "%s%nclass Kernel {%n%s}%n".formatted(IMPORTS, methods), List.of(entries), List.of());
    }

    @Override
    protected Kernel addThenDouble() {
        return kernel("""
                public static void add(KernelContext context, FloatArray a, FloatArray b, FloatArray t, int n) {
                    int i = context.globalIdx;
                    if (i < n) {
                        t.set(i, a.get(i) + b.get(i));
                    }
                }
                public static void twice(FloatArray t, FloatArray c, int n) {
                    for (@Parallel int i = 0; i < n; i++) {
                        c.set(i, 2 * t.get(i));
                    }
                }
                """, "add", "twice");
    }

    @Override
    protected Kernel scale() {
        return kernel("""
                public static void scale(FloatArray x, FloatArray y, float a, double b, int c) {
                    for (@Parallel int i = 0; i < x.getSize(); i++) {
                        y.set(i, (float) (a * x.get(i) + b + c));
                    }
                }
                """, "scale");
    }

    @Override
    protected Kernel poke() {
        return kernel("""
                public static void poke(KernelContext context, FloatArray x, int at) {
                    if (context.globalIdx == 0) {
                        x.set(at, 1);
                    }
                }
                """, "poke");
    }

    @Override
    protected Kernel broken() {
        return kernel("public static void poke(FloatArray x) { x.set(0, undeclaredName); }", "poke");
    }

    @Override
    protected Kernel endless() {
        return kernel("""
                public static void spin(KernelContext context, FloatArray x) {
                    while (x.get(0) == 0) {
                        x.set(1, x.get(1) + 1);
                        context.globalBarrier();
                    }
                }
                """, "spin");
    }

    @Override
    protected boolean supportsGroups() {
        return true;
    }

    @Override
    protected boolean checksBounds() {
        return false;
    }

    @Override
    protected int mostLaunches() {
        return 20;
    }

    @Override
    protected boolean timesGaps() {
        return false;
    }

    @Test
    void whatTornadoVmHasGeneratedIsInTheLog() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T", "C");
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            assertThat(kernel.log()).isEmpty();
            session.run(kernel, List.of(launch("add", N, 64, buffer("A"), buffer("B"), buffer("T"), LENGTH)), buffers);
            assertThat(kernel.log()).contains("add(").doesNotContain("touch").doesNotContain("Warning");
        }
    }

    @Test
    void workItemsOfAGroupShareLocalMemoryAndMeet() throws Exception {
        Kernel reverse = kernel("""
                public static void reverse(KernelContext context, FloatArray x, FloatArray y) {
                    float[] tile = context.allocateFloatLocalArray(16);
                    int l = context.localIdx;
                    tile[l] = x.get(context.globalIdx);
                    context.localBarrier();
                    y.set(context.globalIdx, tile[15 - l]);
                }
                """, "reverse");
        Map<String, DeviceBuffer> buffers = allocate("X", "Y");
        fill(buffers.get("X"), 0, 1);
        try (BuiltKernel built = session.build(reverse)) {
            session.run(built, List.of(launch("reverse", N, 16, buffer("X"), buffer("Y"))), buffers);
        }
        float[] reversed = values(buffers.get("Y"));
        for (int i = 0; i < N; i++) {
            assertThat(reversed[i]).isEqualTo(i / 16 * 16 + 15 - i % 16);
        }
    }

    @Test
    void functionsOfDoublesAreExactToDoublePrecision() throws Exception {
        Kernel roots = kernel("""
                public static void roots(DoubleArray x, DoubleArray y, int n) {
                    for (@Parallel int i = 0; i < n; i++) {
                        y.set(i, Math.sqrt(x.get(i)) + TornadoMath.sin(x.get(i)));
                    }
                }
                """, "roots");
        Buffer x = new Buffer("X", ElementType.FLOAT64, List.of(8L), Buffer.Role.INPUT);
        Buffer y = new Buffer("Y", ElementType.FLOAT64, List.of(8L), Buffer.Role.OUTPUT);
        double[] given = {0.1, 0.7, 1.3, 2, 3, 5, 7, 11};
        double[] results = new double[8];
        try (BuiltKernel built = session.build(roots);
                DeviceBuffer from = session.allocate(x);
                DeviceBuffer to = session.allocate(y)) {
            from.write(MemorySegment.ofArray(given));
            Launch launch =
                    launch("roots", 8, 1, buffer("X"), buffer("Y"), new ScalarArgument("n", ElementType.INT32, 8));
            session.run(built, List.of(launch), Map.of("X", from, "Y", to));
            to.read(MemorySegment.ofArray(results));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(results[i]).isCloseTo(Math.sqrt(given[i]) + Math.sin(given[i]), within(1e-14));
        }
    }

    @Test
    void whatTornadoVmCannotCompileIsALaunchErrorAndNeverRunByTheJvm() throws Exception {
        Kernel recursive = kernel("""
                public static void walk(KernelContext context, FloatArray x) {
                    x.set(0, fibonacci((int) x.get(0)));
                }
                private static int fibonacci(int n) {
                    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
                }
                """, "walk");
        Map<String, DeviceBuffer> buffers = allocate("X");
        fill(buffers.get("X"), 9, 0);
        try (BuiltKernel built = session.build(recursive)) {
            assertThatThrownBy(() -> session.run(built, List.of(launch("walk", 1, 1, buffer("X"))), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("walk");
        }
        assertThat(values(buffers.get("X"))).containsOnly(9);
        requireUsable();
    }

    @Test
    void aKernelThatTakesTornadoVmDownFailsItsLaunchAlone() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("X");
        fill(buffers.get("X"), 3, 0);
        Launch far = launch(
                "poke", 1, 1, buffer("X"), new ScalarArgument("at", ElementType.INT32, Integer.MAX_VALUE - 8192));
        try (BuiltKernel built = session.build(poke())) {
            assertThatThrownBy(() -> session.run(built, List.of(far), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("has ended");
            Launch near = launch("poke", 1, 1, buffer("X"), new ScalarArgument("at", ElementType.INT32, 0));
            session.run(built, List.of(near), buffers);
        }
        assertThat(values(buffers.get("X"))).startsWith(1, 3, 3);
        assertThat(buffers.get("X").guardsIntact()).isTrue();
        requireUsable();
    }

    @Test
    void anArgumentOfAnotherTypeIsRefused() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(poke())) {
            Launch wrong = launch("poke", 1, 1, buffer("X"), new ScalarArgument("at", ElementType.FLOAT32, 0));
            assertThatThrownBy(() -> session.run(built, List.of(wrong), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageStartingWith("poke takes a int as argument 1 and is launched with a float");
        }
    }

    @Test
    void anEntryPointThatTakesArraysOfTheJvmIsABuildError() {
        assertThatThrownBy(() -> session.build(kernel("public static void fill(float[] x) { x[0] = 1; }", "fill")))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("fill takes a float[]; arguments are FloatArray");
    }

    @Test
    void aPackageOfItsOwnAndTunablesDoNotDisturb() throws Exception {
        String source = "// a kernel\npackage some.where;\n%sclass Kernel {\n%s}\n".formatted(IMPORTS, """
                public static void fill(FloatArray x, int n) {
                    for (@Parallel int i = 0; i < n; i++) {
                        x.set(i, VALUE);
                    }
                }
                """);
        Map<String, DeviceBuffer> buffers = allocate("X");
        Kernel defined = new Kernel(Language.TORNADO, source, List.of("fill"), List.of("-DVALUE=42"));
        try (BuiltKernel built = session.build(defined)) {
            session.run(built, List.of(launch("fill", N, 1, buffer("X"), LENGTH)), buffers);
        }
        assertThat(values(buffers.get("X"))).containsOnly(42f);
    }
}
