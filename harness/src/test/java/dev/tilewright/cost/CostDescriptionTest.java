package dev.tilewright.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.tensor.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Costs of nests that were computed by hand. */
class CostDescriptionTest {

    /** Two cores with AVX-512 and 32 MiB of cache. */
    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);

    private static final DeviceFacts GPU = new DeviceFacts(100, 1, 1024, 48 << 10, 40 << 20, 1L << 36, 1L << 34, false);

    private static CostDescription describe(LoopNests nests, DeviceFacts facts, String... steps) {
        Limits limits = new Limits(
                facts.maxGroupSize(),
                facts.localMemoryBytes(),
                16,
                Limits.UNROLLED_OPERATIONS,
                Computations.GPU.capabilities());
        try {
            return CostDescription.of(Schedule.parse(List.of(steps)).apply(nests, limits), facts);
        } catch (IllegalTransformationException e) {
            throw new AssertionError(e);
        }
    }

    private static LaunchCost launch(LoopNests nests, DeviceFacts facts, String... steps) {
        return describe(nests, facts, steps).launches().getLast();
    }

    private static LoopNests transposition() {
        return Computations.nests(
                "Y[i, j] = X[j, i]", List.of("N"), List.of("X[N, N]", "Y[N, N]"), List.of("Y"), Map.of("N", 2048L));
    }

    @Test
    void aNaiveProductLoadsThreeElementsForEveryMultiplyAdd() {
        LaunchCost naive = launch(Computations.matmul(64, 32, 128), CPU);

        long points = 64 * 32 * 128;
        assertThat(naive.operations()).isEqualTo(2.0 * points);
        assertThat(naive.specialFunctions()).isZero();
        Traffic body = naive.traffic().getFirst();
        assertThat(body.level()).isEqualTo("registers");
        assertThat(body.loadedBytes()).isEqualTo(3.0 * 4 * points);
        // The target is set to zero first, then added to.
        assertThat(body.storedBytes()).isEqualTo(4.0 * (points + 64 * 32));
        assertThat(naive.vectors()).isEqualTo(new VectorUse(1, 0));
        assertThat(naive.registers().accumulators()).isZero();
        assertThat(naive.registers().operands()).isEqualTo(2);
        assertThat(naive.local()).isEqualTo(new LocalMemory(0, 0, 0, 1));
        assertThat(naive.parallelism()).isEqualTo(new Parallelism(1, 1, 2));
    }

    @Test
    void footprintsCountDistinctBytesAndTheLinesThatTheyLieIn() {
        List<OperandCost> operands =
                launch(Computations.matmul(64, 32, 128), CPU).operands();

        assertThat(operands).extracting(OperandCost::access).containsExactly("A[i, k]", "B[k, j]", "C[i, j]");
        assertThat(operands.get(0).footprints())
                .containsExactly(
                        new OperandCost.LoopFootprint("i", 128 * 4, 128 * 4),
                        new OperandCost.LoopFootprint("j", 128 * 4, 128 * 4),
                        new OperandCost.LoopFootprint("k", 4, 64));
        // A column of B: an element of each of 128 rows, a line each.
        assertThat(operands.get(1).footprints())
                .containsExactly(
                        new OperandCost.LoopFootprint("i", 128 * 32 * 4, 128 * 32 * 4),
                        new OperandCost.LoopFootprint("j", 128 * 4, 128 * 64),
                        new OperandCost.LoopFootprint("k", 4, 64));
        assertThat(operands.get(0).innermost()).contains(new Stride("k", 1));
        assertThat(operands.get(1).innermost()).contains(new Stride("k", 32));
        assertThat(operands.get(2).innermost()).contains(new Stride("k", 0));
        assertThat(operands.get(1).lanes()).isEqualTo(Optional.empty());
    }

    @Test
    void whatFitsACacheIsFetchedOnceEachTimeTheLoopAroundItRuns() {
        LaunchCost naive = launch(Computations.matmul(1024, 1024, 1024), CPU);

        long matrix = 1024 * 1024 * 4;
        // A column of B alone is 1024 lines, 64 KiB: too much for L1, and one iteration of j fits L2.
        Traffic first = naive.traffic().get(1);
        assertThat(first.level()).isEqualTo("L1");
        assertThat(first.loadedBytes())
                .isEqualTo(1024.0 * 1024 * (1024 * 4) + 1024.0 * 1024 * (1024 * 64) + 1024.0 * 1024 * 64);
        Traffic second = naive.traffic().get(2);
        assertThat(second.level()).isEqualTo("L2");
        // For every i: a row of A, all of B, a row of C.
        assertThat(second.loadedBytes()).isEqualTo(1024.0 * (4096 + matrix + 4096));
        Traffic last = naive.traffic().get(3);
        assertThat(last.level()).isEqualTo("last-level");
        assertThat(last.loadedBytes()).isEqualTo(3.0 * matrix);
        assertThat(last.storedBytes()).isEqualTo(1.0 * matrix);
    }

    @Test
    void aRegisterTileOfFourByTwoVectorsLoadsSixOperandsForEightVectorsOfResults() {
        LaunchCost tiled = launch(
                Computations.matmul(64, 64, 128),
                CPU,
                "C: bind(i, group)",
                "C: bind(j, group)",
                "C: vectorize(j, 16)",
                "C: accumulate(k, i=4, j=2)");

        // 16 × 2 tiles, each with 128 steps that load 4 elements of A and 2 vectors of B.
        assertThat(tiled.traffic().getFirst().loadedBytes()).isEqualTo(32.0 * 128 * (4 + 32) * 4);
        assertThat(tiled.traffic().getFirst().storedBytes()).isEqualTo(64.0 * 64 * 4);
        assertThat(tiled.vectors()).isEqualTo(new VectorUse(16, 1));
        assertThat(tiled.registers()).isEqualTo(new RegisterUse(8, 6, 4, 16, 32 * 64));
        assertThat(tiled.registers().pressure()).isEqualTo(14.0 / 32);
        assertThat(tiled.registers().accumulatorBytes()).isEqualTo(512);
        assertThat(tiled.parallelism()).isEqualTo(new Parallelism(32, 1, 2));
        assertThat(tiled.operands().get(0).lanes()).contains(new Stride("j1", 0));
        assertThat(tiled.operands().get(1).lanes()).contains(new Stride("j1", 1));
        assertThat(tiled.operands().get(1).innermost()).contains(new Stride("k", 64));
    }

    @Test
    void edgesThatTilesDoNotDivideAreNotDoneInLanes() {
        VectorUse vectors = launch(Computations.matmul(61, 70, 8), CPU, "C: vectorize(j, 16)", "C: accumulate(k, i=4)")
                .vectors();

        assertThat(vectors.lanes()).isEqualTo(16);
        assertThat(vectors.share()).isCloseTo(60.0 / 61 * 64 / 70, within(1e-12));
    }

    @Test
    void panelsMakeColumnsContiguous() {
        CostDescription packed = describe(
                Computations.matmul(64, 64, 128),
                CPU,
                "C: bind(j, group)",
                "C: bind(i, group)",
                "C: vectorize(j, 16)",
                "C: accumulate(k, i=4)",
                "C: pack(A, i, 4)",
                "C: pack(B, j, 16)");

        assertThat(packed.launches()).extracting(LaunchCost::nest).containsExactly("A_panels", "B_panels", "C");
        OperandCost a = packed.launches().get(2).operands().get(0);
        assertThat(a.tensor()).isEqualTo("A_panels");
        // Four neighbours at each step of k, where rows of A are 128 elements apart.
        assertThat(a.innermost()).contains(new Stride("k", 4));
        OperandCost b = packed.launches().get(2).operands().get(1);
        assertThat(b.innermost()).contains(new Stride("k", 16));
        assertThat(b.footprints().get(1)).isEqualTo(new OperandCost.LoopFootprint("i", 128 * 16 * 4, 128 * 16 * 4));
        // One step of k reads 4 elements of A's panel, in one line; of A itself it would be four.
        assertThat(a.footprints())
                .filteredOn(footprint -> footprint.loop().equals("k"))
                .containsExactly(new OperandCost.LoopFootprint("k", 16, 64));
        // The copies compute nothing, and move each matrix once in and once out.
        assertThat(packed.launches().get(0).operations()).isZero();
        assertThat(packed.launches().get(0).traffic().getFirst())
                .isEqualTo(new Traffic("registers", 64 * 128 * 4, 64 * 128 * 4));
        assertThat(packed.operations()).isEqualTo(2.0 * 64 * 64 * 128);
        assertThat(packed.compulsoryBytes()).isEqualTo(4.0 * (64 * 128 + 128 * 64 + 64 * 64));
    }

    @Test
    void tilesOfPaddedOperandsAreDoneInLanesAndCountAsWholeOnes() {
        LaunchCost padded = describe(
                        Computations.matmul(61, 70, 8),
                        CPU,
                        "C: vectorize(j, 16)",
                        "C: accumulate(k, i=4)",
                        "C: pack(A, i, 4)",
                        "C: pack(B, j, 16)")
                .launches()
                .getLast();

        assertThat(padded.vectors()).isEqualTo(new VectorUse(16, 1));
        assertThat(padded.operations()).isEqualTo(2.0 * 64 * 80 * 8);
    }

    @Test
    void stagedTilesAreCopiedOnceForAGroupAndReadByEachOfItsWorkItems() {
        LaunchCost staged = launch(
                Computations.matmul(64, 64, 64),
                GPU,
                "C: split(i, 16)",
                "C: split(j, 16)",
                "C: split(k, 16)",
                "C: bind(i, group)",
                "C: bind(j, group)",
                "C: bind(i1, item)",
                "C: bind(j1, item)",
                "C: accumulate(k)",
                "C: stage(A, k)",
                "C: stage(B, k)");

        // 16 groups, each with 4 blocks of two tiles of 1 KiB.
        assertThat(staged.local()).isEqualTo(new LocalMemory(2048, 2.0 * 4 * 64 * 64 * 64, 16.0 * 4 * 2 * 1024, 1));
        assertThat(staged.traffic().getFirst()).isEqualTo(new Traffic("registers", 16.0 * 4 * 2 * 1024, 64 * 64 * 4));
        assertThat(staged.parallelism()).isEqualTo(new Parallelism(16, 256, 100));
        assertThat(staged.parallelism().workItems()).isEqualTo(4096);
        assertThat(staged.parallelism().lastWave()).isEqualTo(0.16);
        assertThat(staged.operands().get(1).items()).contains(new Stride("j1", 1));
        assertThat(staged.operands().get(0).items()).contains(new Stride("j1", 0));
    }

    @Test
    void rowsOfTilesThatAreAsLongAsThereAreBanksMeetInOneUnlessTheyArePadded() {
        String[] tiled = {
            "Y: split(i, 32)", "Y: split(j, 32)", "Y: reorder(i, j, i1, j1)", "Y: bind(i, group)", "Y: bind(i1, item)"
        };
        assertThat(staged(tiled, "Y: stage(X, j)")).isEqualTo(new LocalMemory(4096, 1L << 24, 1L << 24, 1));
        assertThat(staged(tiled, "Y: stage(X, j, transposed)"))
                .isEqualTo(new LocalMemory(4096, 1L << 24, 1L << 24, 32));
        assertThat(staged(tiled, "Y: stage(X, j, transposed, pad=1)"))
                .isEqualTo(new LocalMemory(32 * 33 * 4, 1L << 24, 1L << 24, 1));
        assertThat(staged(tiled, "Y: stage(X, j)", "Y: double-buffer(X, j)").bytes())
                .isEqualTo(8192);
    }

    private static LocalMemory staged(String[] tiled, String... more) {
        List<String> steps = new ArrayList<>(List.of(tiled));
        steps.addAll(List.of(more));
        return launch(transposition(), GPU, steps.toArray(String[]::new)).local();
    }

    @Test
    void whatIsReadAheadTakesRegisters() {
        String[] steps = {
            "C: split(i, 16)",
            "C: split(j, 16)",
            "C: split(k, 32)",
            "C: bind(i, group)",
            "C: bind(j, group)",
            "C: bind(i1, item)",
            "C: bind(j1, item)",
            "C: accumulate(k)",
            "C: stage(A, k)",
            "C: prefetch(A, k)"
        };
        LoopNests product = Computations.matmul(64, 64, 64);
        assertThat(launch(product, GPU, steps).registers().operands()).isEqualTo(2 + 512 / 256);
    }

    @Test
    void aStencilsNeighboursShareLines() {
        LoopNests stencil = Computations.nests(
                "Y[i] = X[i] + X[i + 1] + X[i + 2]",
                List.of("N"),
                List.of("X[N + 2]", "Y[N]"),
                List.of("Y"),
                Map.of("N", 1L << 24));
        LaunchCost cost = launch(stencil, CPU, "Y: split(i, 1024)", "Y: bind(i, group)", "Y: vectorize(i1, 16)");

        assertThat(cost.operations()).isEqualTo(2.0 * (1 << 24));
        // A body of 16 results needs 18 elements.
        assertThat(cost.traffic().getFirst())
                .isEqualTo(new Traffic("registers", (1 << 20) * 18.0 * 4, (1 << 24) * 4.0));
        OperandCost x = cost.operands().getFirst();
        assertThat(x.footprints().getFirst()).isEqualTo(new OperandCost.LoopFootprint("i", 1026 * 4, 65 * 64));
        // Neighbouring groups find what they share in the cache: all of X comes from memory once.
        assertThat(cost.traffic().getLast().loadedBytes()).isEqualTo((1 << 26) + 64.0);
        assertThat(cost.traffic().getLast().storedBytes()).isEqualTo(1 << 26);
        assertThat(cost.parallelism().groups()).isEqualTo(16384);
    }

    @Test
    void aTranspositionIsReadAgainstItsRowsUnlessTilesAreHeldInCache() {
        LaunchCost naive = launch(transposition(), CPU);
        assertThat(naive.operands().get(0).innermost()).contains(new Stride("j", 2048));
        assertThat(naive.operands().get(1).innermost()).contains(new Stride("j", 1));
        // A column is 2048 lines, 128 KiB: L1 fetches a line for every element.
        assertThat(naive.traffic().get(1).loadedBytes()).isEqualTo(2048.0 * 2048 * 64);

        LaunchCost tiled = launch(transposition(), CPU, "Y: split(i, 16)", "Y: split(j, 16)", "Y: reorder(j, i1)");
        assertThat(tiled.traffic().get(1)).isEqualTo(new Traffic("L1", 2048.0 * 2048 * 4, 2048.0 * 2048 * 4));
    }

    @Test
    void onAGpuNeighbouringWorkItemsShareLines() {
        String[] rows = {"Y: bind(i, group)", "Y: split(j, 64)", "Y: bind(j, group)", "Y: bind(j1, item)"};
        LaunchCost cost = launch(transposition(), GPU, rows);

        assertThat(cost.operands().get(0).items()).contains(new Stride("j1", 2048));
        assertThat(cost.operands().get(1).items()).contains(new Stride("j1", 1));
        assertThat(cost.operands().get(0).footprints().get(1))
                .isEqualTo(new OperandCost.LoopFootprint("j", 64 * 4, 64 * 64));
        assertThat(cost.operands().get(1).footprints().get(1))
                .isEqualTo(new OperandCost.LoopFootprint("j", 64 * 4, 64 * 4));
    }

    @Test
    void operationsAreThoseOfTheTaskWithSpecialFunctionsApart() {
        LoopNests softmax = Computations.nests(
                """
                Highest[i] = max(j, X[i, j])
                Total[i] = sum(j, exp(X[i, j] - Highest[i]))
                Y[i, j] = exp(X[i, j] - Highest[i]) / Total[i]
                """, List.of("M", "N"), List.of("X[M, N]", "Y[M, N]"), List.of("Y"), Map.of("M", 8L, "N", 64L));
        CostDescription cost = describe(softmax, CPU);

        assertThat(cost.specialFunctions()).isEqualTo(2.0 * 8 * 64);
        assertThat(cost.operations() + cost.specialFunctions())
                .isEqualTo(Counts.of(softmax.computation(), softmax.sizes()).operations());
        assertThat(cost.compulsoryBytes()).isEqualTo(2.0 * 8 * 64 * 4);
        assertThat(cost.heaviest().nest()).isEqualTo("Total");
        Traffic registers = cost.traffic().getFirst();
        // Highest: 1 for each element of X; Total: subtract, exp, add; Y: subtract, exp, divide.
        assertThat(cost.intensity(registers)).isEqualTo(7.0 * 8 * 64 / registers.bytes());
    }

    @Test
    void theDevicesCachesAreThoseItTellsAndTypicalOnes() {
        assertThat(MemoryLevel.of(CPU)).extracting(MemoryLevel::name).containsExactly("L1", "L2", "last-level");
        assertThat(MemoryLevel.of(GPU)).extracting(MemoryLevel::name).containsExactly("L1", "last-level");
        DeviceFacts silent = new DeviceFacts(2, 8, 1, 0, 0, 1L << 30, 1L << 30, true);
        assertThat(MemoryLevel.of(silent)).extracting(MemoryLevel::name).containsExactly("L1", "L2");
    }

    @Test
    void aTreeOfPartialResultsLiesInLocalMemoryAndOneWorkItemStores() {
        LoopNests rows = Computations.nests(
                "Y[i] = sum(k, X[i, k])",
                List.of("M", "N"),
                List.of("X[M, N]", "Y[M]"),
                List.of("Y"),
                Map.of("M", 1000L, "N", 4096L));
        for (DeviceFacts facts : List.of(GPU, CPU)) {
            LaunchCost shared =
                    launch(rows, facts, "Y: bind(i, group)", "Y: accumulate(k)", "Y: reduce-in-group(k, 64)");

            // 64 work-items store what they have; 63 pairs are loaded and their sums stored, and the last is loaded
            // once more.
            assertThat(shared.local()).isEqualTo(new LocalMemory(64 * 4, 1000.0 * 127 * 4, 1000.0 * 127 * 4, 1));
            Traffic body = shared.traffic().getFirst();
            assertThat(body.loadedBytes()).isEqualTo(4.0 * 1000 * 4096);
            assertThat(body.storedBytes()).isEqualTo(4.0 * 1000);
            assertThat(shared.parallelism().groupSize()).isEqualTo(64);
        }
    }

    @Test
    void whatIsHoistedIsComputedAndLoadedOncePerRow() {
        LoopNests rows = Computations.nests(
                "Y[i, j] = exp(X[i, j]) / exp(T[i])",
                List.of("M", "N"),
                List.of("X[M, N]", "T[M]", "Y[M, N]"),
                List.of("Y"),
                Map.of("M", 100L, "N", 4096L));
        double points = 100.0 * 4096;
        LaunchCost before = launch(rows, CPU);
        assertThat(before.specialFunctions()).isEqualTo(2 * points);
        assertThat(before.operands().get(1).loadedBytes()).isEqualTo(4 * points);
        LaunchCost hoisted = launch(rows, CPU, "Y: hoist(j)");
        assertThat(hoisted.specialFunctions()).isEqualTo(points + 100);
        assertThat(hoisted.operations()).isEqualTo(points + 100);
        assertThat(hoisted.operands()).extracting(OperandCost::access).containsExactly("T[i]", "X[i, j]", "Y[i, j]");
        assertThat(hoisted.operands().getFirst().loadedBytes()).isEqualTo(4.0 * 100);
    }

    @Test
    void anOnlineSumReadsOnceAndTakesTwoExponentials() {
        LoopNests rows = Computations.nests(
                """
                H[i] = max(j, X[i, j])
                T[i] = sum(j, exp(X[i, j] - H[i]))
                """,
                List.of("M", "N"),
                List.of("X[M, N]", "H[M]", "T[M]"),
                List.of("H", "T"),
                Map.of("M", 100L, "N", 64L));
        CostDescription online = describe(rows, CPU, "T: online(H)");
        assertThat(online.launches()).hasSize(1);
        LaunchCost both = online.launches().getFirst();
        double points = 100.0 * 64;
        assertThat(both.specialFunctions()).isEqualTo(2 * points);
        assertThat(both.operations()).isEqualTo(5 * points);
        assertThat(both.operands()).extracting(OperandCost::access).containsExactly("X[i, j]", "H[i]", "T[i]");
        assertThat(both.traffic().getFirst().loadedBytes()).isEqualTo(4 * points);
        assertThat(both.traffic().getFirst().storedBytes()).isEqualTo(4.0 * 200);
    }
}
