package dev.tilewright.device.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.NoDeviceException;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class RunnerTest {

    private static final Buffer VECTOR = new Buffer("x", ElementType.FLOAT32, List.of(5L), Buffer.Role.INOUT);

    private Runner runner;

    @BeforeEach
    void start() throws Exception {
        runner = Runner.start(new Room(256 << 20, 1 << 30));
        runner.begin("being tested", Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        runner.close();
    }

    private static Kernel kernel(String statement) {
        return new Kernel(
                Language.JAVA,
                "class K { public static void f(int i, int j, int k, float[] x) { " + statement + " } }",
                List.of("f"),
                List.of());
    }

    private static final List<Launch> LAUNCHES =
            List.of(new Launch("f", List.of(5L), List.of(1L), List.of(new BufferArgument("x"))));

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux shows what a process has loaded")
    void theVirtualMachinesSignalHandlersStayTheFirst() {
        assertThat(runner.handle().descendants())
                .anySatisfy(process -> assertThat(Path.of("/proc", Long.toString(process.pid()), "maps"))
                        .content()
                        .contains("/libjsig.so", "/libjvm.so"));
    }

    @Test
    void aRunnerThatIsKilledWhileItStartsIsToldAsOneThatDoesNotStart() throws InterruptedException {
        Set<ProcessHandle> others = ProcessHandle.current().children().collect(Collectors.toSet());
        CompletableFuture<Exception> failure = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try (Runner started = Runner.start(new Room(256 << 20, 1 << 30))) {
                failure.complete(new IllegalStateException("it has started: " + started.handle()));
            } catch (IOException | InterruptedException | RuntimeException failed) {
                failure.complete(failed);
            }
        });
        while (!failure.isDone()) {
            ProcessHandle.current()
                    .children()
                    .filter(child -> !others.contains(child))
                    .forEach(ProcessHandle::destroyForcibly);
            Thread.sleep(5);
        }
        assertThat(failure.join()).isInstanceOf(IOException.class).hasMessageStartingWith("a runner does not start");
    }

    @Test
    void whatIsWrittenIsComputedWithAndReadBack() throws Exception {
        RemoteSession session = runner.open("jvm:0");
        RemoteBuffer x = session.allocate(VECTOR);
        x.write(MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5}));
        try (RemoteKernel kernel = session.build(kernel("x[i] = 10 * x[i] + i;"))) {
            assertThat(session.run(kernel, LAUNCHES, Map.of("x", x)).hostNanos())
                    .isPositive();
            assertThat(floats(x)).containsExactly(10, 21, 32, 43, 54);
            RemoteSession.Batch batch = session.run(List.of(
                    session.bind(kernel, LAUNCHES, Map.of("x", x)), session.bind(kernel, LAUNCHES, Map.of("x", x))));
            assertThat(batch.deviceNanos()).hasSize(2).allMatch(nanos -> nanos > 0);
            assertThat(batch.hostNanos()).isGreaterThan(batch.deviceNanos().getFirst());
            assertThat(floats(x)).containsExactly(1000, 2111, 3222, 4333, 5444);
        }
        x.fill(Float.floatToRawIntBits(7));
        assertThat(floats(x)).containsOnly(7);
        assertThat(x.guardsIntact()).isTrue();
    }

    @Test
    void aBufferIsRefilledFromAnyStretchOfAStock() {
        RemoteSession session = runner.open("jvm:0");
        RemoteBuffer x = session.allocate(VECTOR);
        Stock stock = new Stock(runner, MemorySegment.ofArray(new float[] {0, 1, 2, 3, 4, 5, 6, 7}));
        x.refill(stock, 3 * Float.BYTES, 3 * Float.BYTES, 1);
        assertThat(floats(x)).containsExactly(3, 4, 5, 6, 7);
        x.refill(stock, 0, 3 * Float.BYTES, 1);
        for (int i = 0; i < 5; i++) {
            assertThat(floats(x)[i]).isIn((float) i, i + 3f);
        }
        assertThatThrownBy(() -> x.refill(stock, 0, 4 * Float.BYTES, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> x.refill(stock, 4 * Float.BYTES, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static float[] floats(RemoteBuffer buffer) {
        return buffer.look(contents -> contents.toArray(ValueLayout.JAVA_FLOAT));
    }

    @Test
    void failuresComeBackAsWhatTheyAre() throws Exception {
        assertThatThrownBy(() -> runner.describe("jvm:7")).isInstanceOf(NoDeviceException.class);
        RemoteSession session = runner.open("jvm:0");
        assertThatThrownBy(() -> session.build(kernel("x[i] = y;")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("cannot find symbol");
        RemoteBuffer x = session.allocate(VECTOR);
        try (RemoteKernel kernel = session.build(kernel("x[i + 1] = 1;"))) {
            assertThatThrownBy(() -> session.run(kernel, LAUNCHES, Map.of("x", x)))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("Index 5 out of bounds");
        }
        x.fill(0);
        assertThat(floats(x)).containsOnly(0);
        assertThatThrownBy(() -> runner.open("jvm:0")).isInstanceOf(DeviceException.class);
    }

    @Test
    void aRunnerThatIsSilentForTooLongIsKilled() throws Exception {
        RemoteSession session = runner.open("jvm:0");
        RemoteBuffer x = session.allocate(VECTOR);
        RemoteKernel kernel = session.build(kernel("while (x[0] == 0) { }"));
        x.fill(0);
        session.settle();
        runner.begin("turning in a circle", Duration.ofMillis(400));
        assertThatThrownBy(() -> session.run(kernel, LAUNCHES, Map.of("x", x)))
                .isInstanceOfSatisfying(RunnerDeath.class, death -> {
                    assertThat(death.hung()).as(death.getMessage()).isTrue();
                    assertThat(death).hasMessageStartingWith("killed after 0.4 s of silence while turning in a circle");
                });
        assertThat(runner.handle().isAlive()).isFalse();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux shows the state of a process")
    void aRunnerThatIsStoppedDoesNothingUntilItIsLetGo() throws Exception {
        RemoteSession session = runner.open("jvm:0");
        runner.pause();
        awaitStates("T");
        runner.resume();
        awaitStates("SR");
        assertThat(session.emptyNanos()).isPositive();
    }

    private void awaitStates(String states) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!runner.handle().descendants().allMatch(process -> states.contains(state(process)))) {
            assertThat(System.nanoTime()).as("waiting for %s", states).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static String state(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return line.substring(line.lastIndexOf(')') + 2, line.lastIndexOf(')') + 3);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Test
    void aRunnerThatSomebodyElseKillsIsToldFromOneThatEndsItself() throws Exception {
        RemoteSession session = runner.open("jvm:0");
        runner.handle().destroyForcibly();
        // What dies with its parent may answer once more.
        assertThatThrownBy(() -> {
                    while (session.emptyNanos() > 0) {
                        Thread.sleep(1);
                    }
                })
                .isInstanceOfSatisfying(
                        RunnerDeath.class, death -> assertThat(death.cause()).isEqualTo(RunnerDeath.Cause.KILLED));
    }

    @Test
    void largeContentsGoThrough() {
        RemoteSession session = runner.open("jvm:0");
        Buffer large = new Buffer("x", ElementType.INT32, List.of(3_000_001L), Buffer.Role.INPUT);
        RemoteBuffer x = session.allocate(large);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(large.bytes(), 8);
            for (long i = 0; i < large.elements(); i++) {
                numbers.setAtIndex(ValueLayout.JAVA_INT, i, (int) (i * 2654435761L));
            }
            x.write(numbers);
            assertThat(x.<Long>look(numbers::mismatch)).isEqualTo(-1);
            x.close();
            RemoteBuffer again = session.allocate(large);
            again.fill(3);
            assertThat(again.<Integer>look(contents -> contents.getAtIndex(ValueLayout.JAVA_INT, 3_000_000)))
                    .isEqualTo(3);
        }
    }
}
