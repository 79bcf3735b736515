package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tilewright.codegen.KernelsOnDevice;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.Launch;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every backend promises. A backend's own test inherits it, and gives the kernels in its language. */
public abstract class BackendContract extends SessionFixture {

    @TempDir
    private Path folder;

    @Test
    void elementsOfTwoStretchesAreBlendedAsOnTheHost() {
        BlendedStretches.check(session, language, device.facts());
    }

    @Test
    void launchesRunInOrderThroughAScratchBuffer() throws Exception {
        requireUsable();
    }

    @Test
    void theSameLaunchesRunAgainOnNewContents() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T", "C");
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            for (int round = 1; round <= 3; round++) {
                fill(buffers.get("A"), round, 0);
                fill(buffers.get("B"), 1, 0);
                addThenDouble(kernel, buffers);
                assertThat(values(buffers.get("C"))).containsOnly(2f * (round + 1));
            }
        }
    }

    @Test
    void otherMemoryUnderTheSameNamesIsUsed() throws Exception {
        Map<String, DeviceBuffer> first = allocate("A", "B", "T", "C");
        Map<String, DeviceBuffer> second = allocate("A", "B", "T", "C");
        first.values().forEach(buffer -> fill(buffer, 1, 0));
        second.values().forEach(buffer -> fill(buffer, 2, 0));
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            addThenDouble(kernel, first);
            addThenDouble(kernel, second);
        }
        assertThat(values(first.get("C"))).containsOnly(4f);
        assertThat(values(second.get("C"))).containsOnly(8f);
    }

    @Test
    void scalarsOfEveryTypeArriveExactly() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("X", "Y");
        fill(buffers.get("X"), 2, 0);
        try (BuiltKernel kernel = session.build(scale())) {
            session.run(
                    kernel,
                    List.of(launch(
                            "scale",
                            N,
                            1,
                            buffer("X"),
                            buffer("Y"),
                            new ScalarArgument("a", ElementType.FLOAT32, 1.5),
                            new ScalarArgument("b", ElementType.FLOAT64, 0.25),
                            new ScalarArgument("c", ElementType.INT32, -7))),
                    buffers);
        }
        assertThat(values(buffers.get("Y"))).containsOnly(2 * 1.5f + 0.25f - 7);
    }

    @Test
    void buffersReadBackWhatWasWrittenFromHeapOrNativeMemory() {
        DeviceBuffer buffer = session.allocate(new Buffer("I", ElementType.INT32, List.of(3L, 5L), Buffer.Role.INPUT));
        int[] written = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -15};
        buffer.write(MemorySegment.ofArray(written));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment read = arena.allocate(60, 4);
            buffer.read(read);
            assertThat(read.toArray(ValueLayout.JAVA_INT)).isEqualTo(written);
            assertThatThrownBy(() -> buffer.write(arena.allocate(56)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("60 bytes, not 56");
        }
    }

    @Test
    void whatIsLookedAtIsWhatTheLastLaunchHasLeft() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T", "C");
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            for (int round = 1; round <= 20; round++) {
                fill(buffers.get("A"), round, 0);
                fill(buffers.get("B"), 1, 1);
                buffers.get("C").fill(POISON);
                addThenDouble(kernel, buffers);
                float[] expected = new float[N];
                for (int i = 0; i < N; i++) {
                    expected[i] = 2f * (round + 1 + i);
                }
                assertThat(floats(buffers.get("C"))).isEqualTo(expected);
            }
        }
    }

    @Test
    void aFillReachesEveryWordAndTheNextLaunch() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T", "C");
        buffers.values().forEach(buffer -> fill(buffer, 1, 0));
        buffers.get("A").fill(Float.floatToRawIntBits(20));
        assertThat(values(buffers.get("A"))).containsOnly(20f);
        assertThat(values(buffers.get("B"))).containsOnly(1f);
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            addThenDouble(kernel, buffers);
        }
        assertThat(floats(buffers.get("C"))).containsOnly(42f);
        assertThat(buffers.values()).allMatch(DeviceBuffer::guardsIntact);
    }

    @Test
    void aLargeBufferIsFilledWrittenAndLookedAtAsAWhole() {
        int length = 1_000_001;
        DeviceBuffer buffer = session.allocate(floats("L", length));
        buffer.fill(POISON);
        assertThat(buffer.<Boolean>look(contents -> {
                    for (long i = 0; i < length; i++) {
                        if (contents.getAtIndex(ValueLayout.JAVA_INT, i) != POISON) {
                            return false;
                        }
                    }
                    return contents.byteSize() == 4L * length;
                }))
                .isTrue();
        fill(buffer, 0, 1);
        float[] expected = new float[length];
        for (int i = 0; i < length; i++) {
            expected[i] = i;
        }
        assertThat(floats(buffer)).isEqualTo(expected);
        assertThat(values(buffer)).isEqualTo(expected);
        assertThat(buffer.guardsIntact()).isTrue();
    }

    @Test
    void whatIsLookedAtCannotBeChanged() {
        DeviceBuffer buffer = allocate("X").get("X");
        assertThatThrownBy(() -> buffer.look(contents -> {
                    contents.set(ValueLayout.JAVA_FLOAT, 0, 1f);
                    return contents;
                }))
                .isInstanceOf(IllegalArgumentException.class);
        fill(buffer, 5, 0);
        assertThat(values(buffer)).containsOnly(5f);
    }

    private static float[] floats(DeviceBuffer buffer) {
        return buffer.look(contents -> contents.toArray(ValueLayout.JAVA_FLOAT));
    }

    @Test
    void aSourceThatDoesNotCompileGivesTheCompilersLog() throws Exception {
        assertThatThrownBy(() -> session.build(broken()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("undeclaredName");
        requireUsable();
    }

    @Test
    void anEntryPointThatIsNotThereIsABuildError() {
        Kernel kernel = addThenDouble();
        Kernel wrong = new Kernel(kernel.language(), kernel.source(), List.of("absent"), kernel.buildOptions());
        assertThatThrownBy(() -> session.build(wrong))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void aWrongNumberOfArgumentsIsRefusedBeforeTheLaunch() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T");
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            assertThatThrownBy(
                            () -> session.run(kernel, List.of(launch("add", N, 1, buffer("A"), buffer("B"))), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessage("add takes 4 arguments and is launched with 2");
        }
        requireUsable();
    }

    @Test
    void aGroupThatIsTooLargeIsRefused() throws Exception {
        long tooLarge = device.facts().maxGroupSize() * 2;
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T");
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            LaunchException refused = catchThrowableOfType(
                    LaunchException.class,
                    () -> session.run(
                            kernel,
                            List.of(launch("add", tooLarge, tooLarge, buffer("A"), buffer("B"), buffer("T"), LENGTH)),
                            buffers));
            assertThat(refused).hasMessageContaining(Long.toString(tooLarge));
        }
        requireUsable();
    }

    @Test
    void moreLocalMemoryThanThereIsIsRefused() throws Exception {
        long tooMuch = device.facts().localMemoryBytes() + 4;
        Map<String, DeviceBuffer> buffers = allocate("X");
        try (BuiltKernel kernel = session.build(poke())) {
            assertThatThrownBy(() -> session.run(
                            kernel, List.of(launch("poke", 1, 1, buffer("X"), new LocalArgument(tooMuch))), buffers))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("local memory");
        }
        requireUsable();
    }

    @Test
    void aWriteJustPastTheEndIsCaught() throws Exception {
        requireCaught(N);
    }

    @Test
    void aWriteJustBeforeTheStartIsCaught() throws Exception {
        requireCaught(-1);
    }

    private void requireCaught(int at) throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("X");
        DeviceBuffer poked = buffers.get("X");
        try (BuiltKernel kernel = session.build(poke())) {
            Launch within = launch("poke", 1, 1, buffer("X"), new ScalarArgument("at", ElementType.INT32, N - 1));
            session.run(kernel, List.of(within), buffers);
            assertThat(poked.guardsIntact()).isTrue();

            Launch outside = launch("poke", 1, 1, buffer("X"), new ScalarArgument("at", ElementType.INT32, at));
            if (checksBounds()) {
                assertThatThrownBy(() -> session.run(kernel, List.of(outside), buffers))
                        .isInstanceOf(LaunchException.class)
                        .hasMessageContaining(Integer.toString(at));
            } else {
                session.run(kernel, List.of(outside), buffers);
                assertThat(poked.guardsIntact()).isFalse();
            }
        }
        requireUsable();
    }

    @Test
    void deviceTimeIsPositiveAndWithinHostTime() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T", "C");
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            for (int i = 0; i < 20; i++) {
                Timing timing = addThenDouble(kernel, buffers);
                assertThat(timing.deviceNanos()).isPositive().isLessThanOrEqualTo(timing.hostNanos());
            }
        }
    }

    /** Of a long list of launches most of the time is the device's, gaps between them included. */
    @Test
    void deviceTimeOfManyLaunchesIsMostOfTheHostTime() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("A", "B", "T", "C");
        List<Launch> launches = new ArrayList<>();
        for (int i = 0; i < mostLaunches() / 2; i++) {
            launches.add(launch("add", N, 1, buffer("A"), buffer("B"), buffer("T"), LENGTH));
            launches.add(launch("twice", N, 1, buffer("T"), buffer("C"), LENGTH));
        }
        double most = 0;
        try (BuiltKernel kernel = session.build(addThenDouble())) {
            for (int i = 0; i < 5; i++) {
                Timing timing = session.run(kernel, launches, buffers);
                most = Math.max(most, (double) timing.deviceNanos() / timing.hostNanos());
            }
        }
        assertThat(most).isBetween(timesGaps() ? 0.5 : Double.MIN_NORMAL, 1.0);
    }

    @Test
    void theNaiveKernelOfEveryTaskIsRight() throws Exception {
        new KernelsOnDevice(session, language, device.facts()).naiveKernels();
    }

    /** {@code -Dtilewright.device-schedules=1000} draws so many. */
    @Test
    void everyKernelOfARandomScheduleIsRight() throws Exception {
        int draws = Integer.getInteger("tilewright.device-schedules", 25);
        new KernelsOnDevice(session, language, device.facts()).randomSchedules(draws);
    }

    @Test
    void aKernelThatDoesNotEndDiesWithItsProcessAndTheDeviceIsUsableAfterwards() throws Exception {
        Path source = Files.writeString(folder.resolve("endless"), endless().source());
        Process process = java(EndlessRun.class, deviceId(), source.toString());
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo(EndlessRun.LAUNCHED);
            assertThat(process.waitFor(1, TimeUnit.SECONDS))
                    .as("it has ended by itself")
                    .isFalse();
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it is dead").isTrue();
        } finally {
            process.destroyForcibly();
        }
        requireUsable();
    }

    @Test
    void aKernelOfAnotherSessionOrAClosedOneIsNotRun() throws Exception {
        Map<String, DeviceBuffer> buffers = allocate("X");
        List<Launch> launches =
                List.of(launch("poke", 1, 1, buffer("X"), new ScalarArgument("at", ElementType.INT32, 0)));
        BuiltKernel closed = session.build(poke());
        closed.close();
        assertThatThrownBy(() -> session.run(closed, launches, buffers)).isInstanceOf(IllegalArgumentException.class);
        try (Session other = device.open();
                BuiltKernel foreign = other.build(poke())) {
            assertThatThrownBy(() -> session.run(foreign, launches, buffers))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void closingASessionClosesWhatItMade() throws Exception {
        DeviceBuffer left = session.allocate(floats("X", N));
        BuiltKernel kernel = session.build(poke());
        session.close();
        assertThatThrownBy(left::guardsIntact).isInstanceOf(IllegalStateException.class);
        kernel.close();
        left.close();
        session.close();
        assertThatThrownBy(() -> session.allocate(floats("Y", N))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theIdentityIsTheSameInAFreshProcess() throws Exception {
        assertThat(Backends.load().device(deviceId()).hardware()).isEqualTo(device.hardware());
        assertThat(keyInAFreshProcess()).isEqualTo(device.hardware().key());
        assertThat(device.hardware().key()).matches("[a-z0-9.]+(-[a-z0-9.]+)+").startsWith(backend() + "-");
    }

    private String keyInAFreshProcess() throws IOException, InterruptedException {
        Process process = java(HardwareKey.class, deviceId());
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return printed;
    }

    /** Starts a program of the tests in a process of its own. */
    protected static Process java(Class<?> program, String... arguments) throws IOException {
        return command(program, arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns what starts a program of the tests in a process of its own. */
    public static ProcessBuilder command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    @Test
    void factsAreThoseOfARealDevice() {
        DeviceFacts facts = device.facts();
        System.out.printf("BACKEND CONTRACT RUN ON %s, %s: %s%n", device.id(), device.hardware(), facts);
        assertThat(facts.computeUnits()).isPositive();
        assertThat(facts.vectorWidth()).isPositive();
        assertThat(facts.maxAllocationBytes()).isPositive().isLessThanOrEqualTo(facts.globalMemoryBytes());
        if (supportsGroups()) {
            assertThat(facts.maxGroupSize()).isGreaterThan(1);
            assertThat(facts.localMemoryBytes()).isPositive();
        } else {
            assertThat(facts.maxGroupSize()).isEqualTo(1);
            assertThat(facts.localMemoryBytes()).isZero();
        }
    }
}
