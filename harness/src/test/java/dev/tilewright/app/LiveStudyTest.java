package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.LandscapeEvaluator;
import dev.tilewright.study.live.Contestant;
import dev.tilewright.study.live.Contestants;
import dev.tilewright.study.live.LiveResult;
import dev.tilewright.study.live.LiveSetup;
import dev.tilewright.study.live.LiveTask;
import dev.tilewright.study.live.SearchResult;
import dev.tilewright.study.live.SearchTrace;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.TaskReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies whose times follow from schedules, so that all but the searches' own time follows from the seed. */
class LiveStudyTest {

    private final Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
    private final Problem problem = task.problems().getFirst();
    private final LiveTask live = new LiveTask("matmul", problem.toString(), task.content());
    private final Device device = Backends.load().device("jvm:0");
    private final List<LandscapeEvaluator> judges = new ArrayList<>();
    private int evaluations = 32;

    @TempDir
    Path folder;

    private LiveStudy study(String output, boolean resume, long seed, int blocks, String... searches) {
        return study(output, resume, seed, blocks, this::landscape, searches);
    }

    private LiveStudy study(
            String output, boolean resume, long seed, int blocks, LiveStudy.Judges judging, String... searches) {
        List<Contestant> contestants = Contestants.of(List.of(searches), List.of());
        LiveSetup setup = new LiveSetup(
                "test",
                device.hardware().key(),
                device.id(),
                List.of(live),
                List.of(searches),
                evaluations,
                Optional.empty(),
                seed);
        LiveStudyFolder kept = new LiveStudyFolder(folder.resolve(output));
        kept.begin(setup, resume);
        return new LiveStudy(
                new TaskCatalogue(Path.of("../tasks")),
                setup,
                blocks,
                contestants,
                List.of(new LiveStudy.Subject(live, task, problem)),
                new DeviceDescription(device.id(), device.hardware(), device.facts(), Language.JAVA),
                judging,
                kept);
    }

    private SerialEvaluator.Judge landscape(Task ofTask, Problem ofProblem) {
        LandscapeEvaluator judge = new LandscapeEvaluator();
        judges.add(judge);
        return judge;
    }

    private static List<List<SearchTrace.Best>> bests(LiveResult result) {
        return result.tasks().getFirst().searches().stream()
                .flatMap(search -> search.traces().stream())
                .map(SearchTrace::bests)
                .toList();
    }

    @Test
    void searchesOfABlockBeginWithTheSameCandidatesAndGoTheirOwnWays() {
        LiveResult result = study("all", false, 1, 1, "full", "map-elites", "genetic-programming", "random")
                .run("tilewright study", _ -> {})
                .orElseThrow();

        assertThat(judges).hasSize(4);
        List<String> first = judges.getFirst().evaluated();
        assertThat(judges).allSatisfy(judge -> {
            assertThat(judge.evaluated().subList(0, evaluations)).doesNotHaveDuplicates();
            assertThat(judge.evaluated().subList(evaluations, judge.evaluated().size()))
                    .as("recommendations are timed anew")
                    .isNotEmpty()
                    .isSubsetOf(judge.evaluated().subList(0, evaluations));
            assertThat(judge.evaluated().subList(0, 20)).isEqualTo(first.subList(0, 20));
        });
        assertThat(judges.stream().map(LandscapeEvaluator::evaluated).distinct())
                .as("ways")
                .hasSize(4);
        assertThat(result.tasks().getFirst().searches())
                .extracting(SearchResult::search)
                .containsExactly("full", "map-elites", "genetic-programming", "random");
        assertThat(folder.resolve("all/study.html")).content().contains("genetic-programming", "<polyline");
        assertThat(folder.resolve("all/result.json")).content().contains("\"reference\" : \"full\"");
    }

    @Test
    void geneticProgrammingFindsWhatRandomSearchDoesNot() {
        evaluations = 45;
        LiveResult result = study("two", false, 5, 2, "random", "genetic-programming")
                .run("tilewright study", _ -> {})
                .orElseThrow();

        assertThat(result.tasks()
                        .getFirst()
                        .of("genetic-programming")
                        .time()
                        .orElseThrow()
                        .value())
                .as("time as a ratio to random")
                .isLessThan(0.9);
    }

    @Test
    void aStudyThatIsStoppedGoesOnWhereItWasAndComesToTheSame() {
        LiveResult whole =
                study("whole", false, 3, 1, "full", "random").run("c", _ -> {}).orElseThrow();
        judges.clear();

        LiveStudy stopped = study("parts", false, 3, 1, "full", "random");
        List<LiveStudy.Ended> heard = new ArrayList<>();
        Optional<LiveResult> none = stopped.run("c", ended -> {
            heard.add(ended);
            stopped.stop();
        });
        assertThat(none).isEmpty();
        assertThat(heard).hasSize(1);
        assertThat(folder.resolve("parts/result.json")).doesNotExist();
        judges.clear();

        LiveResult rest = study("parts", true, 3, 1, "full", "random")
                .run("c", heard::add)
                .orElseThrow();
        assertThat(judges).as("searches that were left").hasSize(1);
        assertThat(heard).extracting(LiveStudy.Ended::done).containsExactly(1, 2);
        assertThat(bests(rest)).isEqualTo(bests(whole));
    }

    @Test
    void moreBlocksCanBeAddedToAStudyThatHasEnded() {
        study("more", false, 3, 1, "random").run("c", _ -> {});
        judges.clear();

        assertThat(study("more", true, 3, 2, "random")
                        .run("c", _ -> {})
                        .orElseThrow()
                        .blocks())
                .isEqualTo(2);
        assertThat(judges).hasSize(1);
    }

    @Test
    void aFolderIsNotTakenForAnotherStudy() throws Exception {
        study("one", false, 3, 1, "random");

        assertRefused("one has a study already; go on with it by --resume", "one", false, 3, "random");
        assertRefused("was begun with other seed: 3, not 4", "one", true, 4, "random");
        assertRefused("was begun with other searches: [random], not [full]", "one", true, 3, "full");
        assertRefused("other has no study to go on with", "other", true, 3, "full");
        Files.writeString(folder.resolve("one/study.json"), "{");
        assertRefused("study.json cannot be read", "one", true, 3, "random");
    }

    private void assertRefused(String message, String output, boolean resume, long seed, String search) {
        UseCaseException refused =
                catchThrowableOfType(UseCaseException.class, () -> study(output, resume, seed, 1, search));
        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.blame()).isEqualTo(Blame.REQUEST);
    }

    @Test
    void aMachineThatDecidesNothingEndsTheStudyAndIsNotCountedAgainstASearch() {
        LiveStudy study = study("failing", false, 3, 1, (_, _) -> new Failing(), "full");

        UseCaseException failed = catchThrowableOfType(UseCaseException.class, () -> study.run("c", _ -> {}));

        assertThat(failed.blame()).isEqualTo(Blame.MACHINE);
        assertThat(failed).hasMessageContaining("--resume");
        assertThat(folder.resolve("failing/searches")).isEmptyDirectory();
    }

    /** A harness that fails whenever it is asked. */
    private static final class Failing implements SerialEvaluator.Judge {

        @Override
        public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
            return Evaluation.undecided("the disk is full", 1);
        }

        @Override
        public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
            return Confirmation.undecided("the disk is full");
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
