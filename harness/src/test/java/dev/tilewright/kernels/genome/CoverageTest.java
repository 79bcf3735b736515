package dev.tilewright.kernels.genome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernel.Language;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which problems a kernel must solve is the task's choice; what a kernel leaves out of it is told. */
class CoverageTest {

    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);
    private static final Task TASK = new TaskCatalogue(Path.of("..", "tasks")).find("vector-add");
    private static final Problem TIMED = TASK.problems().getFirst();

    private final GenomeFactory factory =
            new GenomeFactory(new KernelTarget(TASK, TIMED, Language.OPENCL, CPU), List.of());

    private WrittenKernel written(String header) {
        return factory.written(
                header
                        + "__kernel void add(__global const float *A, __global const float *B, __global float *C, int N) {}\n",
                Configuration.none());
    }

    @Test
    void aGeneralKernelLeavesNothingOut() {
        Coverage coverage = Coverage.of(factory.naive().orElseThrow(), TASK);
        assertThat(coverage.solved()).containsExactlyElementsOf(Coverage.wanted(TASK, TIMED));
        assertThat(coverage.specialisation()).isEmpty();
    }

    @Test
    void aConstraintThatExcludesProblemsOfTheTaskIsToldWithThem() {
        long n = TIMED.sizes().get("N");
        WrittenKernel kernel =
                written("// tilewright:constraint N == %d\n// tilewright:launch global=[N] local=[1]\n".formatted(n));
        Coverage coverage = Coverage.of(kernel, TASK);
        assertThat(coverage.solved()).containsExactly(TIMED);
        assertThat(coverage.leftOut()).hasSize(Coverage.wanted(TASK, TIMED).size() - 1);
        assertThat(coverage.leftOut().firstEntry().getValue()).isEqualTo("N == %d does not hold".formatted(n));
        assertThat(coverage.specialisation())
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("specialised: not verified on N=")
                        .contains("(N == %d does not hold)".formatted(n)));
    }

    @Test
    void aLaunchThatIsAlwaysTheSameIsToldToo() {
        Coverage coverage = Coverage.of(written("// tilewright:launch global=[64] local=[1]\n"), TASK);
        assertThat(coverage.leftOut().values()).containsOnly("its launch is the same whatever the sizes are");
    }

    @Test
    void kernelsThatDifferElsewhereAreNotTheSameCandidate() {
        WrittenKernel general = written("// tilewright:launch global=[N] local=[1]\n");
        WrittenKernel other = written("// tilewright:launch global=[N + N %% %d] local=[1]\n"
                .formatted(TIMED.sizes().get("N")));
        assertThat(ProgramHash.of(other.program()))
                .as("the same where it is timed")
                .isEqualTo(ProgramHash.of(general.program()));
        assertThat(other.hash()).isNotEqualTo(general.hash());
        assertThat(written("// a comment\n// tilewright:launch global=[N] local=[1]\n")
                        .hash())
                .isEqualTo(general.hash());
        assertThat(Rendering.ofJson(general.rendering().json()).hash()).isEqualTo(general.hash());
    }

    @Test
    void aProgramIsMadeForSizesThatTheTaskDoesNotName() throws UnmakeableException {
        Problem fresh = Problem.parse("N=192");
        WrittenKernel kernel =
                written("// tilewright:constraint N % 64 == 0\n// tilewright:launch global=[N] local=[1]\n");
        assertThat(factory.program(kernel, fresh)
                        .orElseThrow()
                        .launches()
                        .getFirst()
                        .globalSize())
                .containsExactly(192L);
        assertThat(factory.program(kernel, Problem.parse("N=100"))).isEmpty();
        assertThat(factory.program(factory.naive().orElseThrow(), Problem.parse("N=100")))
                .isPresent();
    }
}
