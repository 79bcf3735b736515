package dev.tilewright.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.bench.Round.Failed;
import dev.tilewright.bench.Round.Untimed;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is measured how often, and what comes of it; the rounds are written down here. */
class BenchTest {

    private static final Subject CASE = Cases.changed("one");

    private final SplittableRandom random = new SplittableRandom(5);
    private final List<String> measured = new ArrayList<>();

    private double noise(double spread) {
        return Math.exp(spread * (random.nextDouble() - 0.5));
    }

    private List<CaseResult> run(Effort effort, RoundTimer timer, Subject... subjects) {
        Bench bench = new Bench(
                effort,
                Cases.CRITERION,
                Yardstick.KERNEL,
                timer,
                InstantSource.fixed(Instant.EPOCH),
                (subject, progress) -> measured.add(subject.benchCase().name() + (progress.again() ? " again" : "")));
        return bench.measure(List.of(subjects));
    }

    private CaseResult run(RoundTimer timer) {
        return run(Cases.EFFORT, timer, CASE).getFirst();
    }

    @Test
    void aCaseThatIsCertainlyNoSlowerIsDoneAtTheFirstLook() {
        CaseResult result = run((subject, round, beside) -> Cases.timed(noise(0.01)));

        assertThat(result.verdict()).isEqualTo(Verdict.UNCHANGED);
        assertThat(measured).hasSize(10).doesNotContain("one again");
    }

    @Test
    void aSlowdownIsMeasuredAgainInASecondSetBeforeItCounts() {
        CaseResult result = run((subject, round, beside) -> Cases.timed(1.05 * noise(0.01)));

        assertThat(result.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(measured).filteredOn("one again"::equals).hasSize(10);
        assertThat(result.judgement().orElseThrow().ratio().low()).isGreaterThan(1.02);
    }

    @Test
    void aSlowdownThatDoesNotPersistIsNoRegression() {
        List<Double> first = new ArrayList<>();
        CaseResult result = run((subject, round, beside) -> {
            boolean slow = first.size() < 10;
            first.add(1.0);
            return Cases.timed((slow ? 1.2 : 1) * noise(0.01));
        });

        assertThat(result.again()).isPresent();
        assertThat(result.verdict()).isEqualTo(Verdict.UNCHANGED);
    }

    @Test
    void onlyTheCaseThatIsNotDecidedIsMeasuredOn() {
        List<CaseResult> results = run(
                Cases.EFFORT,
                (subject, round, beside) ->
                        Cases.timed(noise(subject.benchCase().name().equals("noisy") ? 2 : 0.01)),
                Cases.changed("quiet"),
                Cases.changed("noisy"));

        assertThat(results).extracting(CaseResult::verdict).containsExactly(Verdict.UNCHANGED, Verdict.INCONCLUSIVE);
        assertThat(measured).filteredOn("quiet"::equals).hasSize(10);
        assertThat(measured).filteredOn("noisy"::equals).hasSize(40);
    }

    @Test
    void aKernelThatIsTheBaselinesIsMeasuredAloneAndNoMoreThanTheLeastRounds() {
        List<Boolean> besides = new ArrayList<>();
        CaseResult result = run(
                        Cases.EFFORT,
                        (subject, round, beside) -> {
                            besides.add(beside);
                            return new Round.Timed(Cases.time(1000), Optional.empty());
                        },
                        Cases.same("one"))
                .getFirst();

        assertThat(result.verdict()).isEqualTo(Verdict.SAME_KERNEL);
        assertThat(besides).hasSize(10).containsOnly(false);
    }

    @Test
    void roundsThatCannotBeTimedAreNoFailureAndSomeOfThemChangeNothing() {
        CaseResult some = run((subject, round, beside) ->
                round % 4 == 1 ? new Untimed("no time can be trusted") : Cases.timed(noise(0.01)));
        assertThat(some.verdict()).isEqualTo(Verdict.UNCHANGED);
        assertThat(some.measurement().untimed()).hasSize(3);

        measured.clear();
        CaseResult all = run((subject, round, beside) -> new Untimed("no time can be trusted"));
        assertThat(all.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(measured).as("given up").hasSize(3);
    }

    @Test
    void aCaseThatIsGivenUpHalfwayIsStillJudgedByWhatWasMeasured() {
        CaseResult result = run((subject, round, beside) ->
                round >= 6 ? new Untimed("no time can be trusted") : Cases.timed(1.5 * noise(0.01)));

        assertThat(result.again()).as("suspected").isPresent();
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aKernelThatIsWrongInOneRoundIsWrong() {
        Evaluation wrong = Evaluation.failed(Status.WRONG_RESULT, "C[3] is off", 0);
        CaseResult result =
                run((subject, round, beside) -> round == 4 ? new Failed(wrong) : Cases.timed(1.5 * noise(0.01)));

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(measured).hasSize(5);
    }

    @Test
    void aBaselineKernelThatFailsIsNotComparedAndTodaysIsStillMeasured() {
        Evaluation failed = Evaluation.failed(Status.BUILD_ERROR, "no such intrinsic", 0);
        CaseResult result = run((subject, round, beside) ->
                beside ? new Round.BaselineFailed(failed) : new Round.Timed(Cases.time(1000), Optional.empty()));

        assertThat(result.verdict()).isEqualTo(Verdict.MEASURED);
        assertThat(result.measurement().now()).hasSize(10);
    }

    @Test
    void timeThatRunsOutBeforeTheSecondSetLeavesASuspicionUndecided() {
        Effort hurried = new Effort(10, 40, Optional.of(Duration.ofSeconds(10)));
        List<Instant> clock = new ArrayList<>(List.of(Instant.EPOCH));
        Bench bench = new Bench(
                hurried,
                Cases.CRITERION,
                Yardstick.KERNEL,
                (subject, round, beside) -> {
                    clock.set(0, clock.getFirst().plusSeconds(1));
                    return Cases.timed(1.5 * noise(0.01));
                },
                clock::getFirst,
                (subject, progress) -> {});

        CaseResult result = bench.measure(List.of(CASE)).getFirst();

        assertThat(result.first().measurement().rounds()).hasSize(10);
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void everySecondRoundGoesInTheOppositeOrder() {
        run(
                new Effort(2, 2, Optional.empty()),
                (subject, round, beside) -> Cases.timed(Map.of("a", 1.0, "b", 1.0)
                        .getOrDefault(subject.benchCase().name(), 1.0)),
                Cases.changed("a"),
                Cases.changed("b"));

        assertThat(measured).containsExactly("a", "b", "b", "a");
    }
}
