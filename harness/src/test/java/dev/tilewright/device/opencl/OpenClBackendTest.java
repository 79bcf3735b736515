package dev.tilewright.device.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.codegen.KernelsOnDevice;
import dev.tilewright.device.BackendContract;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.OpenClPresent;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@OpenClPresent
class OpenClBackendTest extends BackendContract {

    @Override
    protected String backend() {
        return "opencl";
    }

    private static Kernel kernel(String source, String... entries) {
        return new Kernel(Language.OPENCL, source, List.of(entries), List.of());
    }

    @Override
    protected Kernel addThenDouble() {
        return kernel("""
                kernel void add(global const float* a, global const float* b, global float* t, int n) {
                    int i = get_global_id(0);
                    if (i < n) t[i] = a[i] + b[i];
                }
                kernel void twice(global const float* t, global float* c, int n) {
                    int i = get_global_id(0);
                    if (i < n) c[i] = 2 * t[i];
                }
                """, "add", "twice");
    }

    @Override
    protected Kernel scale() {
        return kernel("""
                kernel void scale(global const float* x, global float* y, float a, double b, int c) {
                    int i = get_global_id(0);
                    y[i] = (float) (a * x[i] + b + c);
                }
                """, "scale");
    }

    @Override
    protected Kernel poke() {
        return kernel("kernel void poke(global float* x, int at) { if (get_global_id(0) == 0) x[at] = 1; }", "poke");
    }

    @Override
    protected Kernel broken() {
        return kernel("kernel void poke(global float* x) { x[0] = undeclaredName; }", "poke");
    }

    @Override
    protected Kernel endless() {
        return kernel("kernel void spin(volatile global float* x) { while (x[0] == 0) x[1] = x[1] + 1; }", "spin");
    }

    @Override
    protected boolean supportsGroups() {
        return true;
    }

    @Override
    protected boolean checksBounds() {
        return false;
    }

    @Test
    void groupsShareLocalMemoryGivenAsAnArgument() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("X", "Y");
        fill(buffers.get("X"), 0, 1);
        Kernel reverse = kernel("""
                kernel void reverse(global const float* x, global float* y, local float* t) {
                    int l = get_local_id(0), n = get_local_size(0);
                    t[l] = x[get_global_id(0)];
                    barrier(CLK_LOCAL_MEM_FENCE);
                    y[get_global_id(0)] = t[n - 1 - l];
                }
                """, "reverse");
        try (BuiltKernel built = session.build(reverse)) {
            session.run(
                    built,
                    List.of(launch("reverse", N, 16, buffer("X"), buffer("Y"), new LocalArgument(16 * Float.BYTES))),
                    buffers);
        }
        float[] reversed = values(buffers.get("Y"));
        for (int i = 0; i < N; i++) {
            assertThat(reversed[i]).isEqualTo(i / 16 * 16 + 15 - i % 16);
        }
    }

    @Test
    void localMemoryDeclaredInTheKernelCounts() throws Exception {
        long most = device.facts().localMemoryBytes();
        Kernel greedy = kernel("""
                kernel void greedy(global float* x, local float* t) {
                    local float big[%d];
                    big[get_local_id(0)] = x[0];
                    t[get_local_id(0)] = x[1];
                    barrier(CLK_LOCAL_MEM_FENCE);
                    x[get_global_id(0)] = big[0] + t[0];
                }
                """.formatted(most / 8), "greedy");
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(greedy)) {
            session.run(built, List.of(launch("greedy", 1, 1, buffer("X"), new LocalArgument(64))), buffers);
            assertThatThrownBy(() -> session.run(
                            built,
                            List.of(launch("greedy", 1, 1, buffer("X"), new LocalArgument(most * 3 / 4))),
                            buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("local memory")
                    .hasMessageContaining(Long.toString(most));
        }
    }

    @Test
    void buildOptionsReachTheCompiler() throws Exception {
        String source = "kernel void fill(global float* x) { x[get_global_id(0)] = VALUE; }";
        assertThatThrownBy(() -> session.build(kernel(source, "fill")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("VALUE");
        Kernel defined = new Kernel(Language.OPENCL, source, List.of("fill"), List.of("-DVALUE=42", "-cl-std=CL1.2"));
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(defined)) {
            session.run(built, List.of(launch("fill", N, 8, buffer("X"))), buffers);
        }
        assertThat(values(buffers.get("X"))).containsOnly(42f);
    }

    @Test
    void warningsAreKept() throws Exception {
        try (BuiltKernel built = session.build(
                kernel("#warning mind the gap\nkernel void fill(global float* x) { x[0] = 1; }", "fill"))) {
            assertThat(built.log()).contains("mind the gap");
        }
    }

    /** As in a worker, the library for signal chaining is loaded before all others; without it every one of these builds fails. */
    @Test
    void aKernelBuildsWhileTheVirtualMachineStopsItsThreadsByFaults() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Thread stopped = Thread.ofPlatform().daemon().start(() -> {
            while (!ended.get()) {
                Thread.onSpinWait();
            }
        });
        Thread stopping = Thread.ofPlatform().daemon().start(() -> {
            while (!ended.get()) {
                Thread.getAllStackTraces();
            }
        });
        try {
            for (int number = 0; number < 5; number++) {
                // Each is another one, so that none comes out of PoCL's cache.
                String source = "kernel void fill(global float* x) { x[0] = %d; }".formatted(System.nanoTime());
                session.build(kernel(source, "fill")).close();
            }
        } finally {
            ended.set(true);
            stopped.join();
            stopping.join();
        }
    }

    @Test
    void aGroupOfTwoDimensionsThatIsTooLargeIsRefusedByItsProduct() throws Exception {
        long side = device.facts().maxGroupSize();
        Map<String, DeviceBuffer> buffers = allocate("X");
        Kernel kernel = kernel("kernel void fill(global float* x) { x[0] = 1; }", "fill");
        try (BuiltKernel built = session.build(kernel)) {
            Launch launch = new Launch("fill", List.of(side, 2L), List.of(side, 2L), List.of(buffer("X")));
            assertThatThrownBy(() -> session.run(built, List.of(launch), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining((2 * side) + " work-items; the device takes " + side);
        }
    }

    @Test
    void aLaunchThatContradictsTheKernelsRequiredSizeIsRefusedWithTheErrorsName() throws Exception {
        Kernel kernel = kernel(
                "kernel __attribute__((reqd_work_group_size(8, 1, 1))) void fill(global float* x) { x[0] = 1; }",
                "fill");
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(kernel)) {
            assertThatThrownBy(() -> session.run(built, List.of(launch("fill", N, 16, buffer("X"))), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("CL_INVALID_WORK_GROUP_SIZE");
            session.run(built, List.of(launch("fill", N, 8, buffer("X"))), buffers);
        }
    }

    @Test
    void buffersThatAreClosedGiveTheirMemoryBack() throws IOException {
        long elements = 16 << 20;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = arena.allocate(elements * Float.BYTES, Float.BYTES);
            long before = residentBytes();
            for (int i = 0; i < 12; i++) {
                try (DeviceBuffer buffer = session.allocate(floats("X", elements))) {
                    buffer.write(contents);
                }
            }
            assertThat(residentBytes() - before).isLessThan(6 * elements * Float.BYTES);
        }
    }

    private static long residentBytes() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
        return Long.parseLong(pages) * 4096;
    }

    /** PoCL 3.1 loses the first copy of Mass if a barrier stands alone between the start of the sums and the two copies. */
    @Test
    void copiesBehindAGuardedStartInALoopAreNotLost() throws Exception {
        new KernelsOnDevice(session, Language.OPENCL, device.facts())
                .schedule(
                        "nbody",
                        Map.of("n", 32L),
                        "Acceleration: split(d, 7)",
                        "Acceleration: bind(d, group)",
                        "Acceleration: bind(d1, item)",
                        "Acceleration: split(i, 16)",
                        "Acceleration: bind(i1, item)",
                        "Acceleration: split(j, 7)",
                        "Acceleration: stage(Mass, j)",
                        "Acceleration: double-buffer(Mass, j)",
                        "Acceleration: stage(Inverse, j)",
                        "Acceleration: double-buffer(Inverse, j)");
    }

    @Test
    void aSizeOf64BitsReachesAParameterOf64Bits() throws Exception {
        Kernel kernel = kernel("""
                kernel void wide(global float* x, ulong n, int m) {
                    x[0] = n == (1UL << 40) + 1 ? m : -1;
                }
                """, "wide");
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel built = session.build(kernel)) {
            session.run(
                    built,
                    List.of(launch(
                            "wide",
                            1,
                            1,
                            buffer("X"),
                            new KernelArgument.WideArgument("N", (1L << 40) + 1),
                            new KernelArgument.ScalarArgument("M", ElementType.INT32, 7))),
                    buffers);
        }
        assertThat(values(buffers.get("X"))[0]).isEqualTo(7);
    }
}
