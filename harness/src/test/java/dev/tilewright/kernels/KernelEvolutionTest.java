package dev.tilewright.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Credit;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.loop.Budget;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.Ranking;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Store;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.GenomeForm;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search as it evolves kernels, with times that follow from schedules and not from a device. */
class KernelEvolutionTest {

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, false);
    private static final Hardware HARDWARE = new Hardware("opencl", "v", "m", "a", "d");
    private static final List<String> OPERATORS = List.of("sketch", "transform", "tune", "cross");

    private final Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
    private final Problem problem = task.problems().getFirst();
    private final Workload workload = new Workload("matmul", problem.toString());

    @TempDir
    private Path folder;

    private Store store;
    private Memory memory;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("memory.db").toString());
        memory = store.memory(new KernelCodec());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private GenomeFactory factory(List<UserKernel> kernels) {
        return new GenomeFactory(new KernelTarget(task, problem, Language.OPENCL, FACTS), kernels);
    }

    private KernelDomain evolving(Optional<GenomeForm> known) {
        return KernelDomain.evolving(factory(task.kernels()), OPERATORS, known, List.of(), List::of);
    }

    private KernelDomain tuning(UserKernel kernel) {
        return KernelDomain.tuning(factory(List.of(kernel)), List.of("tune", "cross"), kernel);
    }

    private EvolutionOutcome search(String id, KernelDomain domain, long seed, int evaluations) {
        Run run = new Run(id, workload, HARDWARE, "opencl:0", "{}", "test", Instant.EPOCH);
        try (SerialEvaluator evaluator = new SerialEvaluator(new LandscapeEvaluator())) {
            Evolution.Parts parts = new Evolution.Parts(
                    domain,
                    evaluator,
                    new Archive(),
                    new Ranking(KernelDomain.MARGIN, KernelDomain.PATIENCE),
                    new Ledger(Policies.create("thompson", Optional.empty()), new Credit()),
                    List.of(),
                    Budget.of(evaluations, Optional.empty()),
                    16,
                    evaluations,
                    seed);
            return new Evolution(run, parts, memory).run(progress -> {});
        }
    }

    @Test
    void theNaiveKernelIsKnownByWhatItIsAndNotByItsSchedule() {
        List<Candidate> seeds = evolving(Optional.empty()).seeds(RandomSource.XO_SHI_RO_256_PP.create(1));
        assertThat(seeds).filteredOn(KernelDomain::isNaive).containsExactly(seeds.getFirst());
        assertThat(KernelGenome.of(seeds.getFirst()).schedule()).isNotEmpty();
    }

    @Test
    void findsSchedulesManyTimesFasterThanTheNaiveOne() {
        EvolutionOutcome outcome = search("r", evolving(Optional.empty()), 1, 200);
        double baseline =
                outcome.baseline().orElseThrow().evaluation().fitness().orElseThrow();
        double best = outcome.best().orElseThrow().evaluation().fitness().orElseThrow();
        assertThat(Math.exp(best - baseline)).isGreaterThan(20);
        assertThat(outcome.ending().reason()).isEqualTo(EvolutionOutcome.Reason.EVALUATIONS);
        assertThat(outcome.baseline().orElseThrow().candidate().lineage().change())
                .isEqualTo("naive");
    }

    @Test
    void everyChildSaysWhichDecisionMadeItAndNoTwoShareATurn() {
        search("r", evolving(Optional.empty()), 1, 120);
        List<Decision> decisions = memory.steps("r").stream()
                .flatMap(step -> step.candidate().lineage().decision().stream())
                .toList();
        assertThat(decisions).hasSizeGreaterThan(50);
        assertThat(decisions.stream().map(Decision::turn))
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(decisions)
                .filteredOn(decision -> decision.operator().equals("tune"))
                .isNotEmpty()
                .allSatisfy(decision ->
                        assertThat(decision.choices().get(Decision.STRENGTH)).isIn("1", "2", "4"));
    }

    @Test
    void beginsWithTheBestThatMemoryKnew() {
        Step best = search("first", evolving(Optional.empty()), 1, 80).best().orElseThrow();
        GenomeForm known = GenomeForm.of(KernelGenome.of(best.candidate()));
        search("second", evolving(Optional.of(known)), 2, 10);
        Step second = memory.steps("second").get(1);
        assertThat(second.candidate().lineage().change()).isEqualTo("best known on this hardware");
        assertThat(second.candidate().hash()).isEqualTo(best.candidate().hash());
        assertThat(second.recalled()).isTrue();
    }

    @Test
    void tunesAKernelOfTheUsersOwnWithoutTouchingItsSource() {
        UserKernel kernel = UserKernelReader.read(Path.of("../kernels/matmul/tiled.cl"), task);
        EvolutionOutcome outcome = search("r", tuning(kernel), 1, 30);
        assertThat(outcome.ending().reason()).isEqualTo(EvolutionOutcome.Reason.EXHAUSTED);
        List<Step> steps = memory.steps("r");
        assertThat(steps.getFirst().candidate().lineage().change()).isEqualTo("naive");
        assertThat(steps.subList(1, steps.size()))
                .hasSizeGreaterThan(1)
                .allMatch(step -> KernelGenome.of(step.candidate())
                        .program()
                        .kernel()
                        .source()
                        .equals(kernel.kernel().source()));
    }

    @Test
    void drawsOtherConfigurationsOfAKernelWhoseFirstOneIsNotRight() {
        UserKernel kernel = UserKernelReader.read(Path.of("../kernels/matmul/tiled.cl"), task);
        KernelDomain domain = tuning(kernel);
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);
        Set<String> drawn = new HashSet<>();
        for (int draws = 0; draws < 50; draws++) {
            KernelGenome genome = KernelGenome.of(domain.draw(random).orElseThrow());
            assertThat(genome.program().kernel().source())
                    .isEqualTo(kernel.kernel().source());
            drawn.add(genome.configuration().toString());
        }
        assertThat(drawn).hasSizeGreaterThan(1);
    }

    @Test
    void twoKernelsOfOneFileNameAreToldApart() throws IOException {
        String source = Files.readString(Path.of("../kernels/matmul/tiled.cl"));
        Path one = Files.createDirectories(folder.resolve("one")).resolve("tiled.cl");
        Path two = Files.createDirectories(folder.resolve("two")).resolve("tiled.cl");
        Files.writeString(one, source);
        Files.writeString(two, source.replace("sum", "total"));
        assertThat(source).contains("sum");
        UserKernel first = UserKernelReader.read(one, task);
        UserKernel second = UserKernelReader.read(two, task);
        search("first", tuning(first), 1, 3);
        GenomeFactory both = factory(List.of(second, first));

        Candidate kept = memory.steps("first").get(1).candidate();
        String name = KernelGenome.of(kept).kernelName().orElseThrow();
        assertThat(name).startsWith("tiled.cl@");
        assertThat(both.kernel(name).path()).isEqualTo(first.path());
        assertThat(KernelGenome.of(kept).niche())
                .isNotEqualTo(both.first(second).niche());
    }

    /** Nineteen of twenty configurations are wrong, and a hundred draws of which one hits are not certain. */
    @Test
    void findsTheOneConfigurationThatWasNotTried() throws IOException {
        String source = Files.readString(Path.of("../kernels/matmul/tiled.cl"));
        String values =
                IntStream.rangeClosed(1, 500).mapToObj(Integer::toString).collect(Collectors.joining(","));
        Path file =
                Files.writeString(folder.resolve("many.cl"), "// tilewright:tunable EXTRA " + values + "\n" + source);
        UserKernel kernel = UserKernelReader.read(file, task);
        KernelDomain domain = tuning(kernel);
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

        Candidate last = domain.draw(
                        random,
                        candidate -> "500"
                                .equals(KernelGenome.of(candidate)
                                        .configuration()
                                        .values()
                                        .get("EXTRA")))
                .orElseThrow();
        assertThat(last.lineage().change()).contains("EXTRA=500");
        assertThat(domain.draw(random, candidate -> false)).isEmpty();
    }

    @Test
    void triesOtherConfigurationsOfTheTasksOwnKernelsWhereTheFirstIsWrong() {
        UserKernel kernel = UserKernelReader.read(Path.of("../kernels/matmul/tiled.cl"), task);
        GenomeFactory factory = factory(List.of(kernel));
        KernelDomain domain = KernelDomain.evolving(factory, OPERATORS, Optional.empty(), List.of(), List::of);
        Candidate first = new Candidate(factory.first(kernel), Lineage.seed("first"));
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

        Candidate other = domain.another(
                        first, random, candidate -> !candidate.hash().equals(first.hash()))
                .orElseThrow();
        assertThat(KernelGenome.of(other).kernelName())
                .isEqualTo(KernelGenome.of(first).kernelName());
        assertThat(other.hash()).isNotEqualTo(first.hash());
        Candidate naive = new Candidate(factory.naive().orElseThrow(), Lineage.seed("naive"));
        assertThat(domain.another(naive, random, candidate -> true)).isEmpty();
    }
}
