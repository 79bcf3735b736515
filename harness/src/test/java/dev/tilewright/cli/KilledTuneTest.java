package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.app.OpenMemory;
import dev.tilewright.device.OpenClPresent;
import dev.tilewright.device.runner.RunnerMain;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.referee.RefereeMain;
import dev.tilewright.report.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A search, or a process that it has started, is killed at random moments. The system properties {@value #KILLS} and {@value #RUNNER_KILLS}
 * say how often, and {@value #SEED} repeats the moments, as far as the machine does.
 */
@OpenClPresent
@EnabledOnOs(OS.LINUX)
class KilledTuneTest {

    private static final String KILLS = "tilewright.kills";
    private static final String RUNNER_KILLS = "tilewright.runner-kills";
    private static final String SEED = "tilewright.kills-seed";
    private static final int FEW = 3;
    private static final int ENDLESS = 1_000_000;

    /** By then all that a killed search started has to be gone. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** {@code ━━┄┄ 12/200  best 3.1 µs}: so many evaluations are kept. */
    private static final Pattern STATE = Pattern.compile("^[━┄]+ (\\d+)/\\d+ .*");

    /** {@code    12    3.100 µs   1.20 GFLOP/s    2.1×  tile}: a new best, by its place in the run. */
    private static final Pattern BEST = Pattern.compile("^ *(\\d+)  +(\\d\\S* [nµm]?s)  .*");

    private static final Pattern UNDECIDED = Pattern.compile("^ *(\\d+)  is undecided: .*");

    @TempDir
    Path temporary;

    @TempDir
    Path folder;

    private final long seed = Long.getLong(SEED, System.nanoTime());
    private final Random random = new Random(seed);

    private String memory() {
        return folder.resolve("memory.db").toString();
    }

    private TuneProcess begin(int evaluations) throws IOException {
        return start("matmul --device opencl:0 --problem M=32,N=32,K=32", evaluations);
    }

    private TuneProcess resume(int evaluations) throws IOException {
        return start("--resume latest", evaluations);
    }

    private TuneProcess start(String what, int evaluations) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(what.split(" ")));
        arguments.addAll(List.of("--evaluations", Integer.toString(evaluations)));
        arguments.addAll(List.of("--memory", memory()));
        arguments.addAll(List.of("--output", folder.resolve("run").toString()));
        return TuneProcess.start(temporary, List.of(), arguments);
    }

    @Test
    @Tag("endurance")
    void aSearchThatIsKilledNowAndThenLosesNothing() throws IOException, InterruptedException {
        killAndResume(FEW);
    }

    @Test
    @Tag("endurance")
    void aSearchThatIsKilledAgainAndAgainLosesNothing() throws IOException, InterruptedException {
        killAndResume(Integer.getInteger(KILLS, 200));
    }

    private void killAndResume(int kills) throws IOException, InterruptedException {
        System.out.printf("KILLED SEARCHES: %d, seed %d%n", kills, seed);
        List<Step> kept = List.of();
        Duration slowest = Duration.ZERO;
        for (int kill = 0; kill < kills; kill++) {
            try (TuneProcess tune = began() ? resume(ENDLESS) : begin(ENDLESS)) {
                if (kill % 4 == 3) {
                    // While it starts: the driver, the peaks, the referee, the record that it repeats.
                    Thread.sleep(random.nextInt(8000));
                } else {
                    int done = kept.size() + random.nextInt(4);
                    assertThat(tune.prints(line -> counted(line) > done, 0, PATIENCE))
                            .as("it goes on: %s", tune.lines())
                            .isTrue();
                    Thread.sleep(random.nextInt(1500));
                }
                tune.kill();
                long killed = System.nanoTime();
                assertThat(tune.leftAfter(SOON)).as("what is left").isEmpty();
                Duration cleared = Duration.ofNanos(System.nanoTime() - killed);
                slowest = cleared.compareTo(slowest) > 0 ? cleared : slowest;
                kept = assertKept(tune.lines(), kept);
            }
        }
        int rest = kept.size() + 3;
        try (TuneProcess tune = began() ? resume(rest) : begin(rest)) {
            assertThat(tune.end()).as(String.join("\n", tune.lines())).isEqualTo(ExitCode.DONE);
            kept = assertKept(tune.lines(), kept);
            assertThat(tune.leftAfter(SOON)).isEmpty();
        }
        System.out.printf(
                "  %d steps, each kept, none twice; all gone after at most %d ms%n", kept.size(), slowest.toMillis());
    }

    private boolean began() {
        try (OpenMemory store = OpenMemory.open(memory())) {
            return !store.memory().runs().isEmpty();
        }
    }

    private static int counted(String line) {
        Matcher state = STATE.matcher(line);
        return state.matches() ? Integer.parseInt(state.group(1)) : -1;
    }

    /** Compares what was printed with memory, and memory with what it was before. Returns what it is now. */
    private List<Step> assertKept(List<String> printed, List<Step> before) {
        try (OpenMemory store = OpenMemory.open(memory())) {
            List<Run> runs = store.memory().runs();
            assertThat(runs).hasSizeLessThanOrEqualTo(1);
            List<Step> steps = runs.isEmpty()
                    ? List.of()
                    : store.memory().steps(runs.getFirst().id());
            assertThat(steps)
                    .extracting(Step::ordinal)
                    .containsExactlyElementsOf(
                            IntStream.range(0, steps.size()).boxed().toList());
            assertThat(steps.subList(0, before.size()))
                    .extracting(Step::asCommitted)
                    .extracting(Step::evaluation)
                    .isEqualTo(before.stream().map(Step::evaluation).toList());
            assertThat(steps.stream().filter(step -> step.isDecided() && !step.recalled()))
                    .extracting(step -> step.candidate().hash())
                    .doesNotHaveDuplicates();
            long evaluated = steps.stream()
                    .filter(step -> !step.recalled())
                    .map(step -> step.candidate().hash())
                    .distinct()
                    .count();
            for (String line : printed) {
                assertThat((long) counted(line)).as(line).isLessThanOrEqualTo(evaluated);
                assertPrinted(line, steps);
            }
            return steps;
        }
    }

    private static void assertPrinted(String line, List<Step> steps) {
        Matcher best = BEST.matcher(line);
        if (best.matches()) {
            Step step = steps.get(Integer.parseInt(best.group(1)) - 1);
            assertThat(best.group(2))
                    .isEqualTo(Figures.time(
                            KernelMeasurement.deviceTime(step).orElseThrow().medianNanos()));
        }
        Matcher undecided = UNDECIDED.matcher(line);
        if (undecided.matches()) {
            assertThat(steps.get(Integer.parseInt(undecided.group(1)) - 1).isDecided())
                    .isFalse();
        }
    }

    @Test
    @Tag("endurance")
    void aSearchGoesOnWhenItsProcessesAreKilledNowAndThen() throws IOException, InterruptedException {
        killProcesses(FEW);
    }

    @Test
    @Tag("endurance")
    void aSearchGoesOnHoweverOftenItsProcessesAreKilled() throws IOException, InterruptedException {
        killProcesses(Integer.getInteger(RUNNER_KILLS, 1000));
    }

    /**
     * Kills runners and referees of one search. After the death of a referee the search is let come to its next outcome: one that dies again
     * while it starts twice in a row counts as a machine on which nothing can be started.
     */
    private void killProcesses(int kills) throws IOException, InterruptedException {
        System.out.printf("KILLED PROCESSES: %d, seed %d%n", kills, seed);
        int referees = 0;
        int runners = 0;
        try (TuneProcess tune = begin(ENDLESS)) {
            assertThat(tune.prints(line -> counted(line) > 2, 0, PATIENCE)).isTrue();
            while (referees + runners < kills) {
                Thread.sleep(random.nextInt(1500));
                boolean referee = random.nextInt(3) == 0;
                List<Long> targets = tune.running(referee ? RefereeMain.class : RunnerMain.class);
                int printed = tune.lines().size();
                if (targets.isEmpty() || !killed(targets.get(random.nextInt(targets.size())))) {
                    continue;
                }
                referees += referee ? 1 : 0;
                runners += referee ? 0 : 1;
                if (referee || random.nextBoolean()) {
                    int done = tune.lines().stream()
                            .mapToInt(KilledTuneTest::counted)
                            .max()
                            .orElse(0);
                    assertThat(tune.prints(line -> counted(line) > done, printed, PATIENCE))
                            .as("it goes on after %d deaths: %s", referees + runners, last(tune.lines()))
                            .isTrue();
                }
            }
            tune.interrupt();
            assertThat(tune.end()).as(last(tune.lines())).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(tune.leftAfter(SOON)).isEmpty();
            List<Step> steps = assertKept(tune.lines(), List.of());
            Map<Status, Integer> counts = counts();
            System.out.printf("  %d runners and %d referees; %s%n", runners, referees, counts);
            assertThat(steps.stream().filter(step -> step.evaluation().status() == Status.CRASH))
                    .extracting(step -> step.evaluation().diagnostics())
                    .as("none is remembered as a crash")
                    .isEmpty();
            assertThat(steps.stream()
                            .filter(step -> step.confirmation()
                                    .filter(verdict -> verdict.refutes())
                                    .isPresent()))
                    .as("none is refuted")
                    .isEmpty();
            assertThat(counts.get(Status.OK)).isPositive();
            assertThat(tune.lines()).anyMatch(line -> line.startsWith("found by evaluation "));
        }
    }

    private Map<Status, Integer> counts() {
        try (OpenMemory store = OpenMemory.openExisting(memory())) {
            return store.memory().counts(store.memory().runs().getFirst().id());
        }
    }

    private static boolean killed(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::destroyForcibly).isPresent();
    }

    private static String last(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
