package dev.tilewright.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.space.Configuration;
import dev.tilewright.tensor.Bounds;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.Counts;
import dev.tilewright.tensor.ReferenceProgram;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The task files that come with Tilewright. */
class TaskFilesTest {

    private static final TaskCatalogue TASKS = new TaskCatalogue(Path.of("..", "tasks"));

    @Test
    void theTwelveTasksAreThere() {
        assertThat(TASKS.names())
                .containsExactly(
                        "batched-matmul",
                        "conv2d",
                        "jacobi2d",
                        "layer-norm",
                        "matmul",
                        "matmul-transposed",
                        "matvec",
                        "nbody",
                        "softmax",
                        "sum",
                        "transpose",
                        "vector-add");
    }

    @Test
    void everyTaskLoadsAndHasProblemsToTuneToVerifyAndHeldOut() {
        assertThat(TASKS.all()).hasSize(12).allSatisfy(task -> {
            assertThat(task.computation()).isPresent();
            assertThat(task.problems()).isNotEmpty();
            assertThat(task.verify()).hasSizeGreaterThan(1);
            assertThat(task.heldOut()).isNotEmpty();
        });
    }

    @Test
    void theTiledKernelOfMatmulIsReadWithItsTunablesAndLaunch() {
        Task task = TASKS.find("matmul");
        UserKernel tiled = task.kernels().getFirst();
        Problem problem = task.problems().getFirst();

        assertThat(tiled.kernel().space(problem.sizes()).all())
                .extracting(Configuration::toString)
                .containsExactly("TILE=8", "TILE=16", "TILE=32");
        KernelProgram program = tiled.kernel()
                .instantiate(Configuration.none().with("TILE", "16"), problem.sizes(), task.buffers(problem));
        assertThat(program.launches().getFirst().globalSize()).containsExactly(1024L, 1024L);
        assertThat(program.launches().getFirst().localSize()).containsExactly(16L, 16L);
        assertThat(program.launches().getFirst().arguments()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiled.cl", "blocked.cl"})
    void theKernelsWrittenByHandTellTheirOwnTunablesAndLaunch(String file) {
        Task task = TASKS.find("matmul");

        UserKernel kernel = UserKernelReader.read(Path.of("..", "kernels", "matmul", file), task);

        assertThat(kernel.kernel().launches().getFirst().entry()).isEqualTo("matmul");
        assertThat(kernel.kernel().space(task.problems().getFirst().sizes()).first())
                .isPresent();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theReferenceOfEveryTaskRunsOnItsVerifyProblemsAndStaysInBoundsOnTheOthers(String name) {
        Task task = TASKS.find(name);
        Computation computation = task.computation().orElseThrow();

        for (Problem problem :
                Stream.concat(task.problems().stream(), task.heldOut().stream()).toList()) {
            Bounds.check(computation, problem.sizes());
        }
        for (Problem problem : task.verify()) {
            Map<String, double[]> inputs = new HashMap<>();
            for (Argument argument : task.arguments()) {
                if (argument.role() == Buffer.Role.INPUT) {
                    inputs.put(
                            argument.name(),
                            new SplittableRandom(7)
                                    .doubles(argument.buffer(problem).elements(), -1, 1)
                                    .toArray());
                }
            }
            ReferenceProgram program = ReferenceProgram.compile(computation, problem.sizes());

            assertThat(program.run(inputs)).allSatisfy((output, values) -> {
                assertThat(Arrays.stream(values).allMatch(Double::isFinite))
                        .as(output)
                        .isTrue();
                assertThat(Arrays.stream(values).distinct().count()).as(output).isGreaterThan(values.length / 2);
            });
        }
    }

    static List<String> names() {
        return TASKS.names();
    }

    @Test
    void theMemoryBoundTasksReadMoreThanTheLastLevelCache() {
        for (String name : List.of("vector-add", "sum", "transpose", "softmax", "layer-norm", "jacobi2d", "matvec")) {
            Task task = TASKS.find(name);
            Counts counts = Counts.of(
                    task.computation().orElseThrow(), task.problems().getFirst().sizes());
            assertThat(counts.bytes(_ -> 4)).as(name).isGreaterThan(64_000_000);
        }
    }
}
