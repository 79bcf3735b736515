package dev.tilewright.kernels.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.confine.Processes;
import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.referee.ComparisonBudget;
import dev.tilewright.kernels.evaluate.referee.RefereeMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * As many evaluations as a search of a day has, in one evaluator, every tenth of them of a kernel that does harm. The system property {@value
 * #EVALUATIONS} says how many, and {@value #SEED} repeats a run.
 */
@Tag("endurance")
@EnabledOnOs(OS.LINUX)
class EnduranceTest {

    private static final String EVALUATIONS = "tilewright.endurance";
    private static final String SEED = "tilewright.endurance-seed";
    private static final double HOSTILE = 0.1;

    /** A candidate of which nothing was found out is tried again so often, as a search does. */
    private static final int TRIES = 3;

    /** So many of a thousand evaluations may have to be made again, on a machine that does other things as well. */
    private static final int UNDECIDED_PER_MILLE = 1;

    private static final SamplingBudget SHORT =
            new SamplingBudget(0.2, 20_000_000L, 3, 10, 1.2, 1_000_000L, 10_000_000L);

    private static final TimeLimits LIMITS = new TimeLimits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            20);

    private static final long MEMORY_BYTES = 512L << 20;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final double GROWTH = 1.3;
    private static final long SLACK_BYTES = 64L << 20;
    private static final int SLACK_FILES = 8;
    private static final int SLACK_THREADS = 8;

    @Test
    @OpenClPresent
    void kernelsInOpenClCAreJudgedRightForAsLongAsItTakes() throws IOException, InterruptedException {
        endure("opencl:0", Language.OPENCL);
    }

    @Test
    void kernelsInJavaAreJudgedRightForAsLongAsItTakes() throws IOException, InterruptedException {
        endure("jvm:0", Language.JAVA);
    }

    private static void endure(String device, Language language) throws IOException, InterruptedException {
        int count = Integer.getInteger(EVALUATIONS, 20_000);
        long seed = Long.getLong(SEED, System.nanoTime());
        System.out.printf("ENDURANCE %s: %d evaluations, seed %d%n", device, count, seed);
        Random random = new Random(seed);
        List<HostileKernel> hostile = HostileKernel.in(language);
        Map<String, Integer> ends = new TreeMap<>();
        List<String> misstated = new ArrayList<>();
        int undecided = 0;
        Optional<Footprint> early = Optional.empty();
        Set<Path> foldersBefore = folders();
        long start = System.nanoTime();
        try (ProcessEvaluator evaluator =
                new ProcessEvaluator(ScaledSum.task(), ScaledSum.PROBLEM, device, settings())) {
            evaluator.awaitReady();
            for (int number = 0; number < count; number++) {
                Optional<HostileKernel> harm = random.nextDouble() < HOSTILE
                        ? Optional.of(hostile.get(random.nextInt(hostile.size())))
                        : Optional.empty();
                int serial = number;
                Candidate candidate = harm.map(kernel -> kernel.candidate(language, serial))
                        .orElseGet(() -> HostileKernel.honest(language, serial));
                Evaluation evaluation = evaluator.evaluate(candidate, OptionalDouble.empty());
                for (int again = 1; again < TRIES && evaluation.isUndecided(); again++) {
                    undecided++;
                    System.out.printf("  %d is undecided: %s%n", number, evaluation.diagnostics());
                    evaluation = evaluator.evaluate(candidate, OptionalDouble.empty());
                }
                String name = harm.map(HostileKernel::name).orElse("honest");
                ends.merge(name + ": " + evaluation.status().id(), 1, Integer::sum);
                if (!harm.map(HostileKernel::ends).orElse(Set.of(Status.OK)).contains(evaluation.status())) {
                    misstated.add("%d, %s: %s: %s"
                            .formatted(number, name, evaluation.status().id(), evaluation.diagnostics()));
                    System.out.println("  MISSTATED " + misstated.getLast());
                }
                if ((number + 1) % Math.ceilDiv(count, 10) == 0) {
                    Footprint now = tell(number + 1, start);
                    early = Optional.of(early.orElse(now));
                }
            }
            Footprint late = tell(count, start);
            ends.forEach((end, times) -> System.out.printf("  %5d  %s%n", times, end));
            System.out.printf("  undecided at first: %d%n", undecided);
            assertFlat(early.orElseThrow(), late);
        }
        assertThat(misstated).isEmpty();
        assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
        assertThat(undecided).isLessThanOrEqualTo(count * UNDECIDED_PER_MILLE / 1000);
        assertThat(Processes.endWithAny(marks(), SOON))
                .as("processes that are left: %s", Processes.havingAny(marks()))
                .isTrue();
        assertThat(folders()).isEqualTo(foldersBefore);
    }

    private static EvaluationSettings settings() {
        return new EvaluationSettings(
                LIMITS,
                SHORT,
                CacheState.AUTO,
                new ComparisonBudget(5, 6, 300_000_000L, 0.01),
                MEMORY_BYTES,
                Optional.empty());
    }

    private static Footprint tell(int done, long start) throws IOException, InterruptedException {
        double seconds = (System.nanoTime() - start) * 1e-9;
        Footprint now = Footprint.now();
        System.out.printf(
                Locale.ROOT,
                "  after %d evaluations, %.1f per second: %s; referee: %s%n",
                done,
                done / seconds,
                now,
                referees());
        return now;
    }

    private static List<String> referees() throws IOException {
        List<String> resident = new ArrayList<>();
        for (long pid : Processes.havingAll(List.of(RefereeMain.class.getName(), owner()))) {
            resident.add("%d MiB resident".formatted(Footprint.residentBytes(Long.toString(pid)) >> 20));
        }
        return resident;
    }

    private static void assertFlat(Footprint early, Footprint late) {
        assertThat(late.heapBytes()).as("heap").isLessThan((long) (GROWTH * early.heapBytes()) + SLACK_BYTES);
        assertThat(late.residentBytes())
                .as("resident")
                .isLessThan((long) (GROWTH * early.residentBytes()) + SLACK_BYTES);
        assertThat(late.files()).as("open files").isLessThanOrEqualTo(early.files() + SLACK_FILES);
        assertThat(late.threads()).as("threads").isLessThanOrEqualTo(early.threads() + SLACK_THREADS);
    }

    /** Referees are told whose they are, and runners where a folder of their own is. */
    private static List<String> marks() {
        return List.of(
                owner(), "tilewright-%d-".formatted(ProcessHandle.current().pid()));
    }

    private static String owner() {
        return "tilewright.owner=%d-".formatted(ProcessHandle.current().pid());
    }

    private static Set<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return Set.copyOf(files.filter(file -> file.getFileName()
                            .toString()
                            .startsWith("tilewright-%d-"
                                    .formatted(ProcessHandle.current().pid())))
                    .toList());
        }
    }
}
