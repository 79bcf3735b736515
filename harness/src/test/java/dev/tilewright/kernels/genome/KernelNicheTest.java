package dev.tilewright.kernels.genome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.sketch.Sketches;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** Kernels that do something else to memory, registers or parallelism are in different niches, and others are not. */
class KernelNicheTest {

    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);
    private static final DeviceFacts GPU = new DeviceFacts(132, 1, 1024, 48 << 10, 50 << 20, 1L << 36, 1L << 34, false);

    private static GenomeFactory factory(String task, String problem, DeviceFacts facts) {
        return new GenomeFactory(
                new KernelTarget(
                        new TaskCatalogue(Path.of("..", "tasks")).find(task),
                        Problem.parse(problem),
                        Language.OPENCL,
                        facts),
                List.of());
    }

    private static GenomeFactory matmul(DeviceFacts facts) {
        return factory("matmul", "M=1024,N=1024,K=1024", facts);
    }

    private static ScheduledKernel kernel(GenomeFactory factory, String... steps) {
        try {
            return factory.scheduled(Schedule.parse(List.of(steps)));
        } catch (IllegalTransformationException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the niche of a product on a CPU with a tile of rows by vectors, and more steps. */
    private static Niche tiled(int rows, int vectors, String... more) {
        List<String> steps = new ArrayList<>(List.of(
                "C: bind(i, group)",
                "C: bind(j, group)",
                "C: vectorize(j, 16)",
                "C: accumulate(k, i=%d, j=%d)".formatted(rows, vectors)));
        steps.addAll(List.of(more));
        return kernel(matmul(CPU), steps.toArray(String[]::new)).niche();
    }

    @Test
    void registerTilesOfEquallyManyRegistersDifferByHowTheyLie() {
        assertThat(tiled(6, 2).value("tile")).contains("tall");
        assertThat(tiled(3, 4).value("tile")).contains("square");
        assertThat(tiled(2, 6).value("tile")).contains("wide");
        assertThat(tiled(6, 2).value("registers")).isEqualTo(tiled(3, 4).value("registers"));
        assertThat(Set.of(tiled(6, 2), tiled(3, 4), tiled(2, 6))).hasSize(3);
    }

    @Test
    void registerTilesDifferByHowManyRegistersTheyTake() {
        assertThat(tiled(2, 2).value("registers")).contains("1/4");
        assertThat(tiled(3, 4).value("registers")).contains("1/2");
        assertThat(tiled(4, 6).value("registers")).contains("1");
    }

    @Test
    void tilesThatAreNearlyAlikeShareANiche() {
        assertThat(tiled(4, 4)).isEqualTo(tiled(5, 3));
        assertThat(tiled(6, 2)).isEqualTo(tiled(8, 2));
    }

    @Test
    void theStepsThatLedToANestDoNotMatter() {
        GenomeFactory factory = matmul(CPU);
        Niche niche = kernel(
                        factory,
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: vectorize(j, 16)",
                        "C: accumulate(k, i=4, j=4)")
                .niche();
        assertThat(kernel(
                                factory,
                                "C: vectorize(j, 16)",
                                "C: bind(i, group)",
                                "C: bind(j, group)",
                                "C: accumulate(k, i=4, j=4)")
                        .niche())
                .isEqualTo(niche);
    }

    @Test
    void aNicheIsReadInOneLine() {
        assertThat(matmul(CPU).naive().orElseThrow().niche().description())
                .isEqualTo("traffic beyond L1, operations per byte 1/64, registers unused, tile none, lanes 1,"
                        + " groups per unit over 256, items per group up to 64, launches 1, copies none");
    }

    @Test
    void packedOperandsAreCopiesAndLaunches() {
        Niche packed = tiled(4, 2, "C: pack(B, j, 32)");
        assertThat(packed.value("copies")).contains("1 packed");
        assertThat(packed.value("launches")).contains("2");
        assertThat(tiled(4, 2, "C: pack(B, j, 32)", "C: pack(A, i, 4)").value("copies"))
                .contains("2 packed");
        assertThat(tiled(4, 2).value("copies")).contains("none");
    }

    @Test
    void vectorsDifferByTheirLanes() {
        Niche eight = kernel(matmul(CPU), "C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=4)")
                .niche();
        assertThat(eight.value("lanes")).contains("8");
        assertThat(tiled(4, 2).value("lanes")).contains("16");
    }

    @Test
    void onAGpuGroupsItemsAndLocalMemoryTellKernelsApart() {
        String[] small = {
            "C: split(i, 16)",
            "C: split(j, 16)",
            "C: split(k, 16)",
            "C: bind(i, group)",
            "C: bind(j, group)",
            "C: bind(i1, item)",
            "C: bind(j1, item)",
            "C: accumulate(k)"
        };
        Niche plain = kernel(matmul(GPU), small).niche();
        List<String> more = new ArrayList<>(List.of(small));
        more.addAll(List.of("C: stage(A, k)", "C: stage(B, k)"));
        Niche staged = kernel(matmul(GPU), more.toArray(String[]::new)).niche();

        assertThat(plain.value("groups per unit")).contains("up to 256");
        assertThat(plain.value("items per group")).contains("over 64");
        assertThat(plain.value("copies")).contains("none");
        assertThat(staged.value("copies")).contains("local");
        assertThat(staged.value("operations per byte"))
                .as("a tile is loaded once for a group")
                .isNotEqualTo(plain.value("operations per byte"));
    }

    @Test
    void aKernelThatComputesNothingHasANicheToo() {
        GenomeFactory transposition = factory("transpose", "M=1024,N=1024", CPU);
        Niche niche = transposition.naive().orElseThrow().niche();
        assertThat(niche.value("operations per byte")).contains("0");
        assertThat(niche.value("copies")).contains("none");
    }

    @Test
    void aScheduleThatWasReadFromMemoryHasAPlaceUntilItIsMadeAnew() throws UnmakeableException {
        GenomeFactory factory = matmul(CPU);
        ScheduledKernel made = kernel(factory, "C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=4)");
        KernelGenome read = GenomeForm.of(made).genome(made.rendering());

        assertThat(read.cost()).isEmpty();
        assertThat(read.niche()).isEqualTo(Niche.of("schedule", "read from memory"));
        assertThat(read.remade(factory).niche()).isEqualTo(made.niche());
    }

    @Test
    void whatAScheduleCostsIsDerivedOnce() {
        ScheduledKernel kernel = matmul(CPU).naive().orElseThrow();
        assertThat(kernel.cost().orElseThrow()).isSameAs(kernel.cost().orElseThrow());
    }

    @Test
    void otherKindsOfKernelHaveAxesOfTheirOwn() {
        GenomeFactory factory = matmul(CPU);
        Path file = Path.of("..", "kernels", "matmul", "tiled.cl");
        TunedKernel tuned =
                factory.first(UserKernelReader.read(file, factory.target().task()));
        assertThat(tuned.niche().value("own kernel")).isEqualTo(tuned.kernelName());
        assertThat(tuned.niche().distance(tiled(4, 4))).isGreaterThan(8);

        WrittenKernel written = factory.written("""
                // tilewright:launch global=[N, M] local=[1, 1]
                __kernel void matmul(__global const float* A, __global const float* B, __global float* C,
                                     const int M, const int N, const int K) {
                    const int j = get_global_id(0), i = get_global_id(1);
                    float sum = 0.0f;
                    for (int k = 0; k < K; k++) sum += A[i * K + k] * B[k * N + j];
                    C[i * N + j] = sum;
                }
                """, Configuration.none());
        assertThat(written.niche().description()).isEqualTo("text written, lanes 1, local memory none, loops 1");
    }

    /** Each niche of a search should see a few candidates, and all of them should not see the same. */
    @Test
    void sketchesFillDozensOfNichesAndNotHundreds() {
        GenomeFactory factory = matmul(CPU);
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);
        Set<Niche> niches = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            niches.add(Sketches.draw(factory, random).orElseThrow().niche());
        }
        assertThat(niches).hasSizeBetween(15, 120);
    }
}
