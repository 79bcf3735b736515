package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tilewright.device.Backends;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernels.Stopping;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.RecordedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches on the JVM, called as a dashboard would call them. */
class TuneTest {

    private static final Home HOME = Home.find();
    private static final ProblemChoice SMALL = new ProblemChoice("matmul", Optional.of("M=16,N=16,K=16"));
    private static final Workload WORKLOAD = new Workload(
            "matmul",
            SMALL.problem(SMALL.task(HOME)).toString(),
            SMALL.task(HOME).content());
    private static final DeviceChoice JVM = new DeviceChoice(Optional.of("jvm:0"));

    @TempDir
    Path folder;

    private MemoryLocation memory;

    @BeforeEach
    void locate() {
        memory = new MemoryLocation(folder.resolve("memory.db").toString(), true);
    }

    @Test
    @Tag("long")
    void aSearchIsStoppedAndResumedAndReplayedAndItsBestIsExported() throws IOException {
        Run run;
        List<String> first;
        try (Tuning tuning = new Tune(HOME).begin(request("transform", "thompson"))) {
            run = tuning.run();
            Heard heard = new Heard(tuning, 2);
            Tuning.Result result = tuning.search(heard);

            assertThat(heard.reasons).containsExactly(Reason.STOPPED);
            assertThat(heard.begun).isEqualTo(1);
            assertThat(heard.ended).isEqualTo(1);
            assertThat(result.successful()).isTrue();
            first = hashes(result.findings().steps());
            assertThat(first).as("with what was under way").hasSize(3);
            assertThat(tuning.folder()).isEqualTo(folder.resolve("run"));
            assertThat(tuning.resumeCommand())
                    .isEqualTo("scripts/tilewright tune --resume %s --memory %s --output %s"
                            .formatted(run.id(), memory.location(), folder.resolve("run")));
        }
        assertThat(folder.resolve("run/result.json")).isRegularFile();

        try (Tuning tuning = new Tune(HOME).resume(resume("latest", Optional.of("matmul")))) {
            Heard heard = new Heard(tuning, Integer.MAX_VALUE);
            Tuning.Result result = tuning.search(heard);

            assertThat(tuning.run().id()).isEqualTo(run.id());
            assertThat(heard.reasons).containsExactly(Reason.EVALUATIONS);
            assertThat(heard.replayed).isEqualTo(3);
            assertThat(hashes(result.findings().steps())).hasSize(5).startsWith(first.toArray(String[]::new));
        }

        UseCaseException fewer = catchThrowableOfType(
                UseCaseException.class,
                () -> new Tune(HOME)
                        .resume(new ResumeRequest(
                                "latest",
                                Optional.empty(),
                                OptionalInt.of(4),
                                Optional.empty(),
                                Stopping.UNSAID,
                                false,
                                memory,
                                Optional.empty())));
        assertThat(fewer)
                .hasMessage("run %s has 5 evaluations already; --evaluations 4 is less than that".formatted(run.id()));

        TimeEstimate best;
        try (OpenMemory store = memory.openExisting()) {
            assertThat(new Replay(HOME).of(store, run)).isEqualTo(new Replay.Repeated(5, 0));
            best = new FindingsReader(HOME).read(store, run).bestTime().orElseThrow();
        }
        Export.Exported exported = new Export(HOME).to(folder.resolve("exported"), SMALL, JVM, memory);
        assertThat(exported.source()).isEqualTo(folder.resolve("exported/best.java"));
        assertThat(exported.time()).isEqualTo(best);
        assertThat(Files.list(folder.resolve("exported")).map(Path::getFileName).map(Path::toString))
                .containsExactlyInAnyOrder("best.java", "launch.json", "wisdom.json");
    }

    @Test
    void aRequestWithAMistakeIsRefusedBeforeAnythingIsWritten() {
        assertRefused(Blame.REQUEST, request("transfrom", "thompson"), "did you mean transform?");
        assertRefused(Blame.REQUEST, request("transform", "tompson"), "did you mean thompson?");
        assertRefused(Blame.REQUEST, request("transform", "thompson", 0), "must be positive, not 0");
        assertRefused(
                Blame.REQUEST,
                request("transform", "thompson", Optional.of("ranks"), 5, List.of()),
                "did you mean rank?");
        assertRefused(Blame.REQUEST, without("memery"), "did you mean memory?");
        assertRefused(Blame.REQUEST, without("controller"), "--controller thompson and --without controller exclude");
        assertThat(folder).isEmptyDirectory();
    }

    private TuneRequest without(String part) {
        return request("transform", "thompson", 5, List.of(part));
    }

    @Test
    void aRunIsNotResumedAsOneOfAnotherTaskOrOnOtherHardware() {
        Run elsewhere = new Run(
                "elsewhere",
                WORKLOAD,
                new Hardware("jvm", "Example", "Example 9000", "example", "1"),
                "jvm:0",
                """
                {"task": "matmul", "seed": 1, "evaluations": 5, "generators": ["transform"], "controller": "thompson"}""",
                "0.1.0",
                Instant.EPOCH);
        try (OpenMemory store = memory.open()) {
            store.memory().begin(elsewhere);
        }

        UseCaseException otherTask = catchThrowableOfType(
                UseCaseException.class, () -> new Tune(HOME).resume(resume("elsewhere", Optional.of("softmax"))));
        assertThat(otherTask.blame()).isEqualTo(Blame.REQUEST);
        assertThat(otherTask).hasMessage("run elsewhere is of task matmul, not of softmax");
        UseCaseException otherHardware = catchThrowableOfType(
                UseCaseException.class, () -> new Tune(HOME).resume(resume("elsewhere", Optional.empty())));
        assertThat(otherHardware.blame()).isEqualTo(Blame.MACHINE);
        assertThat(otherHardware).hasMessageContainingAll("example-9000", "begin a new run");
    }

    @Test
    void aRunOfAnEarlierVersionIsNotResumedOrRepeatedAndSaysSoInOneLine() {
        Run old = new Run(
                "old", WORKLOAD, Backends.load().device("jvm:0").hardware(), "jvm:0", """
                {"task": "matmul", "seed": 1, "evaluations": 5, "generators": ["transform"], "controller": "thompson"}""", "0.1.0", Instant.EPOCH);
        Step step = RecordedRun.steps().getFirst();
        try (OpenMemory store = memory.open()) {
            store.memory().begin(old);
            store.memory().commit("old", step);

            UseCaseException repeated =
                    catchThrowableOfType(UseCaseException.class, () -> new Replay(HOME).of(store, old));
            assertThat(repeated).hasMessageStartingWith("run old was begun by Tilewright 0.1.0");
        }
        UseCaseException resumed = catchThrowableOfType(
                UseCaseException.class, () -> new Tune(HOME).resume(resume("old", Optional.empty())));

        assertThat(resumed.blame()).isEqualTo(Blame.REQUEST);
        assertThat(resumed)
                .hasMessage(
                        "run old was begun by Tilewright 0.1.0, which decided differently, so it cannot be resumed or repeated. What it evaluated is kept: a new run builds on it");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private void assertRefused(Blame blame, TuneRequest request, String message) {
        UseCaseException refused = catchThrowableOfType(UseCaseException.class, () -> new Tune(HOME).begin(request));
        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.blame()).isEqualTo(blame);
    }

    private TuneRequest request(String generator, String controller) {
        return request(generator, controller, 5);
    }

    private TuneRequest request(String generator, String controller, int evaluations) {
        return request(generator, controller, evaluations, List.of());
    }

    private TuneRequest request(String generator, String controller, int evaluations, List<String> without) {
        return request(generator, controller, Optional.empty(), evaluations, without);
    }

    private TuneRequest request(
            String generator, String controller, Optional<String> reward, int evaluations, List<String> without) {
        return new TuneRequest(
                SMALL,
                JVM,
                OptionalInt.of(evaluations),
                Optional.empty(),
                Stopping.UNSAID,
                OptionalLong.of(1),
                Optional.of(List.of(generator)),
                Optional.of(controller),
                reward,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                without,
                false,
                new ModelsLocation(Optional.empty()),
                memory,
                Optional.of(folder.resolve("run")));
    }

    private ResumeRequest resume(String run, Optional<String> task) {
        return new ResumeRequest(
                run,
                task,
                OptionalInt.empty(),
                Optional.empty(),
                Stopping.UNSAID,
                false,
                memory,
                Optional.of(folder.resolve("run")));
    }

    private static List<String> hashes(List<Step> steps) {
        return steps.stream().map(step -> step.candidate().hash()).toList();
    }

    /** Keeps what it is told, and stops the search after some steps. */
    private static final class Heard implements TuningListener {

        private final Tuning tuning;
        private final int most;
        private final List<Reason> reasons = new ArrayList<>();
        private int steps;
        private int replayed;
        private int begun;
        private int ended;

        Heard(Tuning tuning, int most) {
            this.tuning = tuning;
            this.most = most;
        }

        @Override
        public void onBegin() {
            begun++;
        }

        @Override
        public void onStep(Progress progress) {
            replayed += progress.replayed() ? 1 : 0;
            if (++steps == most) {
                tuning.stop();
            }
        }

        @Override
        public void onOutcome(EvolutionOutcome outcome) {
            reasons.add(outcome.ending().reason());
        }

        @Override
        public void onEnd() {
            ended++;
        }
    }
}
