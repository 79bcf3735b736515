package dev.tilewright.kernels.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.cost.LaunchCost;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.genome.ScheduledKernel;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.TaskReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sketches have the structure that suits a nest and a device. */
class SketchesTest {

    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);
    private static final DeviceFacts GPU = new DeviceFacts(132, 1, 1024, 48 << 10, 50 << 20, 1L << 36, 1L << 34, false);
    private static final DeviceFacts JVM = new DeviceFacts(2, 8, 1, 0, 32 << 20, 1L << 34, 1L << 31, true);

    private static final List<Task> TASKS = new TaskCatalogue(Path.of("..", "tasks")).all();

    @TempDir
    Path folder;

    private static GenomeFactory factory(Task task, Language language, DeviceFacts facts) {
        Problem problem =
                new Problem(new LinkedHashMap<>(task.problems().getFirst().sizes()));
        return new GenomeFactory(new KernelTarget(task, problem, language, facts), List.of());
    }

    private static List<Schedule> draw(GenomeFactory factory, int count) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(7);
        List<Schedule> schedules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            schedules.add(
                    Schedule.parse(Sketches.draw(factory, random).orElseThrow().schedule()));
        }
        return schedules;
    }

    private static Set<String> kinds(Schedule schedule) {
        return schedule.steps().stream()
                .map(ScheduleStep::transformation)
                .map(transformation -> transformation.name())
                .collect(Collectors.toSet());
    }

    private static Task task(String name) {
        return TASKS.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyTaskHasSketchesOnEveryKindOfDevice() {
        for (Task task : TASKS) {
            for (Map.Entry<Language, DeviceFacts> device : List.of(
                    Map.entry(Language.OPENCL, CPU), Map.entry(Language.OPENCL, GPU), Map.entry(Language.JAVA, JVM))) {
                List<Schedule> schedules = draw(factory(task, device.getKey(), device.getValue()), 12);
                assertThat(new HashSet<>(schedules))
                        .as("different sketches of %s on %s", task.name(), device)
                        .hasSizeGreaterThan(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Y[0] = floor(0.5 + sum(i, F[i] * F[i]))",
                "S[0] = F[0] * 2; T[0] = sum(i, F[i] * S[0]); Y[0] = T[0] * S[0]"
            })
    void aStatementWithoutIndicesIsScheduledByNothing(String compute) throws Exception {
        Task task = TaskReader.read(Files.writeString(folder.resolve("single.yaml"), """
                name: single
                summary: a single number
                sizes: [N]
                arguments:
                  F: {type: float32, shape: [N], init: {uniform: [0, 1]}}
                  Y: {type: int32, shape: [1], role: output}
                compute: "%s"
                problems: [{N: 100000}]
                tolerance: {relative: 1e-2}
                """.formatted(compute)));
        for (DeviceFacts device : List.of(CPU, GPU)) {
            for (Schedule schedule : draw(factory(task, Language.OPENCL, device), 100)) {
                assertThat(schedule.text()).noneMatch(step -> step.startsWith("Y:"));
            }
        }
    }

    @Test
    void oneSeedDrawsTheSameSketches() {
        GenomeFactory factory = factory(task("matmul"), Language.OPENCL, CPU);
        assertThat(draw(factory, 20)).isEqualTo(draw(factory, 20));
    }

    @Test
    void onACpuAMatrixProductIsTiledInRegistersMostOften() {
        long tiled = draw(factory(task("matmul"), Language.OPENCL, CPU), 40).stream()
                .map(SketchesTest::kinds)
                .filter(kinds -> kinds.containsAll(Set.of("bind", "vectorize", "accumulate")))
                .count();
        assertThat(tiled).isGreaterThan(28);
    }

    @Test
    void onACpuATranspositionWalksSquaresAlongTheRowsItReadsOrThoseItWrites() {
        List<List<String>> squares = draw(factory(task("transpose"), Language.OPENCL, CPU), 60).stream()
                .filter(schedule -> kinds(schedule).contains("transpose-lanes"))
                .map(Schedule::text)
                .toList();
        assertThat(squares).hasSizeGreaterThan(36);
        long alongReads = squares.stream()
                .filter(steps -> steps.stream().anyMatch(step -> step.matches("B: reorder\\(.*j1?\\)")))
                .count();
        assertThat(alongReads).isBetween(6L, 40L);
        assertThat(squares.stream().flatMap(List::stream)).anyMatch(step -> step.equals("B: split(i, 128)"));
    }

    @Test
    void onACpuSeveralRowsOfALayerNormalisationAreSummedSideBySideInOneLaunch() {
        List<List<String>> side = draw(factory(task("layer-norm"), Language.OPENCL, CPU), 60).stream()
                .map(Schedule::text)
                .filter(steps -> steps.contains("Variance: fuse-stages(Mean)"))
                .filter(steps -> steps.contains("Mean: accumulate(j, i=2)"))
                .toList();
        assertThat(side).isNotEmpty();
        assertThat(side)
                .allSatisfy(steps -> assertThat(steps)
                        .contains(
                                "Variance: accumulate(j, i=2)", "Y: unroll-and-jam(i, 2)", "Y: fuse-stages(Variance)"));
    }

    /** Whole warps, 128 to 1024 work-items, no spills, and loads that leave half of the arithmetic units busy: two operations for each of 128 lanes, 128 bytes. */
    private static boolean couldReachHalfOfThePeak(ScheduledKernel kernel) {
        LaunchCost launch = kernel.cost().orElseThrow().heaviest();
        long items = launch.parallelism().groupSize();
        double moved = launch.traffic().getFirst().bytes()
                + launch.local().loadedBytes()
                + launch.local().storedBytes();
        return items % 32 == 0
                && items >= 128
                && items <= 1024
                && launch.registers().pressure() < 1
                && launch.operations() / moved >= 1;
    }

    @Test
    void mostOfWhatASearchBeginsWithOnAGpuCouldReachHalfOfItsPeak() {
        GpuFacts hopper = new GpuFacts("9.0", 32, 2048, 32, 65536, 228 << 10, 1_980_000_000L, 3_350_000_000_000L);
        DeviceFacts facts =
                new DeviceFacts(132, 1, 1024, 227 << 10, 50 << 20, 80L << 30, 80L << 30, false, Optional.of(hopper));
        KernelTarget target =
                new KernelTarget(task("matmul"), Problem.parse("M=4096,N=4096,K=4096"), Language.CUDA, facts);
        List<ScheduledKernel> drawn =
                Sketches.draw(100, new GenomeFactory(target, List.of()), RandomSource.XO_SHI_RO_256_PP.create(1));
        assertThat(drawn).hasSize(100);
        assertThat(drawn.stream().filter(SketchesTest::couldReachHalfOfThePeak).count())
                .isGreaterThanOrEqualTo(60);
    }

    @Test
    void whatASearchBeginsWithIsOfManyKinds() {
        List<ScheduledKernel> drawn = Sketches.draw(
                24, factory(task("matmul"), Language.OPENCL, CPU), RandomSource.XO_SHI_RO_256_PP.create(1));
        assertThat(drawn).hasSize(24);
        assertThat(drawn.stream().map(ScheduledKernel::schedule)).doesNotHaveDuplicates();
        assertThat(drawn.stream().map(ScheduledKernel::niche).distinct()).hasSizeGreaterThan(8);
    }

    @Test
    void onAGpuBlocksOfOperandsAreStagedMostOften() {
        long staged = draw(factory(task("matmul"), Language.OPENCL, GPU), 40).stream()
                .map(SketchesTest::kinds)
                .filter(kinds -> kinds.containsAll(Set.of("bind", "stage", "accumulate")))
                .count();
        assertThat(staged).isGreaterThan(24);
    }

    @Test
    void onAGpuTilesAreLaidOutInManyWaysAndCopiedAhead() {
        List<String> steps = draw(factory(task("matmul"), Language.OPENCL, GPU), 40).stream()
                .flatMap(schedule -> schedule.text().stream())
                .toList();
        assertThat(steps)
                .anyMatch(step -> step.matches("C: stage\\(\\w, k\\)"))
                .anyMatch(step -> step.matches("C: stage\\(\\w, k, transposed.*"))
                .anyMatch(step -> step.matches("C: stage\\(\\w, k, .*pad=\\d\\)"))
                .anyMatch(step -> step.startsWith("C: double-buffer"))
                .anyMatch(step -> step.startsWith("C: prefetch"));
    }

    @Test
    void onACpuTilesLieAsTheOperandsDo() {
        assertThat(draw(factory(task("matmul"), Language.OPENCL, CPU), 60))
                .allSatisfy(schedule -> assertThat(kinds(schedule)).doesNotContain("double-buffer", "prefetch"))
                .allSatisfy(schedule -> assertThat(schedule.text())
                        .noneMatch(step -> step.contains("pad=") || step.contains("transp")));
    }

    @Test
    void onAGpuWorkItemsShareTheReductionOfALongRowMostOften() {
        long shared = draw(factory(task("matvec"), Language.OPENCL, GPU), 40).stream()
                .map(SketchesTest::kinds)
                .filter(kinds -> kinds.containsAll(Set.of("bind", "accumulate", "reduce-in-group")))
                .count();
        assertThat(shared).isGreaterThan(20);
    }

    @Test
    void onAGpuAGroupTakesARowThroughAllStatementsInOneLaunch() {
        for (String name : List.of("softmax", "layer-norm")) {
            long fused = draw(factory(task(name), Language.CUDA, GPU), 40).stream()
                    .filter(schedule -> kinds(schedule).contains("reduce-in-group"))
                    .filter(schedule -> schedule.text().stream()
                                    .filter(step -> step.contains("fuse-stages") || step.contains("online"))
                                    .count()
                            == 2)
                    .count();
            assertThat(fused).as(name).isGreaterThan(15);
        }
    }

    @Test
    void whereSizesDoNotDivideOperandsArePaddedForWholeVectors() throws Exception {
        Problem problem = new Problem(new LinkedHashMap<>(Map.of("M", 1000L, "N", 1000L, "K", 1000L)));
        GenomeFactory factory =
                new GenomeFactory(new KernelTarget(task("matmul"), problem, Language.OPENCL, CPU), List.of());
        LoopNests naive = factory.target().nests().orElseThrow();
        int whole = 0;
        for (Schedule schedule : draw(factory, 40)) {
            LoopNests nests = schedule.apply(naive, factory.target().limits());
            boolean lanes = schedule.text().contains("C: vectorize(j, 16)");
            whole += lanes && Padding.whole(nests.nest("C")).contains("j") ? 1 : 0;
        }
        assertThat(whole).isGreaterThan(10);
    }

    @Test
    void lanesThatAreNoNeighboursArePackedFirst() {
        long packed = draw(factory(task("matmul-transposed"), Language.OPENCL, CPU), 40).stream()
                .map(Schedule::text)
                .filter(steps -> steps.stream().anyMatch(step -> step.startsWith("C: pack(B, j"))
                        && steps.stream().anyMatch(step -> step.startsWith("C: vectorize(j")))
                .count();
        assertThat(packed).isGreaterThan(10);
    }
}
