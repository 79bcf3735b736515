package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An open session of a backend's device, and the kernels that its contract runs, which each backend gives in its language. */
abstract class SessionFixture {

    /** Names the property that says which of a backend's devices is tested. */
    static final String DEVICE = "tilewright.device";

    protected static final int N = 1024;
    static final int POISON = 0x7FF8DEAD;
    static final ScalarArgument LENGTH = new ScalarArgument("N", ElementType.INT32, N);

    protected Device device;
    protected Session session;
    Language language;

    /** Returns the backend's name. */
    protected abstract String backend();

    /** Returns the device that is tested: the backend's first, or the one that {@code -Dtilewright.device=cuda:1} names. */
    protected final String deviceId() {
        String named = System.getProperty(DEVICE, "");
        return named.startsWith(backend() + ":") ? named : backend();
    }

    /** Returns a kernel with {@code add(A, B, T, int)}, T = A + B, and {@code twice(T, C, int)}, C = 2 T. */
    protected abstract Kernel addThenDouble();

    /** Returns a kernel with {@code scale(X, Y, float a, double b, int c)}, Y = a X + b + c. */
    protected abstract Kernel scale();

    /** Returns a kernel with {@code poke(X, int at)}, which writes X[at] in its first work-item. */
    protected abstract Kernel poke();

    /** Returns a kernel that does not compile since {@code undeclaredName} is not declared. */
    protected abstract Kernel broken();

    /** Returns a kernel with {@code spin(X)}, which does not end while X[0] is 0. */
    protected abstract Kernel endless();

    /** Tells whether groups have more than one work-item, and local memory. */
    protected abstract boolean supportsGroups();

    /** Tells whether a write out of bounds is refused as it happens; else guard zones show it afterwards. */
    protected abstract boolean checksBounds();

    /** Returns how many launches a run may have, of those that the tests make. */
    protected int mostLaunches() {
        return 400;
    }

    /** Tells whether a run's device time has the gaps between its launches in it. */
    protected boolean timesGaps() {
        return true;
    }

    @BeforeEach
    void open() {
        Backends backends = Backends.load();
        device = backends.device(deviceId());
        language = backends.languageOf(device);
        session = device.open();
    }

    @AfterEach
    void close() {
        session.close();
    }

    protected static Buffer floats(String name, long elements) {
        return new Buffer(name, ElementType.FLOAT32, List.of(elements), Buffer.Role.INOUT);
    }

    protected static BufferArgument buffer(String name) {
        return new BufferArgument(name);
    }

    protected static Launch launch(String entry, long global, long local, KernelArgument... arguments) {
        return new Launch(entry, List.of(global), List.of(local), List.of(arguments));
    }

    protected Map<String, DeviceBuffer> allocate(String... names) {
        Map<String, DeviceBuffer> buffers = new LinkedHashMap<>();
        for (String name : names) {
            buffers.put(name, session.allocate(floats(name, N)));
        }
        return buffers;
    }

    protected static void fill(DeviceBuffer buffer, float start, float step) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(buffer.buffer().bytes(), Float.BYTES);
            for (long i = 0; i < buffer.buffer().elements(); i++) {
                values.setAtIndex(ValueLayout.JAVA_FLOAT, i, start + step * i);
            }
            buffer.write(values);
        }
    }

    protected static float[] values(DeviceBuffer buffer) {
        float[] values = new float[(int) buffer.buffer().elements()];
        buffer.read(MemorySegment.ofArray(values));
        return values;
    }

    final Timing addThenDouble(BuiltKernel kernel, Map<String, DeviceBuffer> buffers) throws LaunchException {
        return session.run(
                kernel,
                List.of(
                        launch("add", N, 1, buffer("A"), buffer("B"), buffer("T"), LENGTH),
                        launch("twice", N, 1, buffer("T"), buffer("C"), LENGTH)),
                buffers);
    }

    protected final void requireUsable() throws BuildException, LaunchException {
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T", "C");
        fill(buffers.get("A"), 0, 1);
        fill(buffers.get("B"), 10, 0);
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            addThenDouble(kernel, buffers);
        }
        float[] results = values(buffers.get("C"));
        for (int i = 0; i < N; i++) {
            assertThat(results[i]).isEqualTo(2 * (i + 10f));
        }
    }
}
