package dev.tilewright.kernels.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.genome.ScheduledKernel;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was good elsewhere, fitted. */
class RefitTest {

    private static final DeviceFacts CPU = new DeviceFacts(2, 8, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);

    private static final List<String> PACKED = List.of(
            "C: bind(i, group)",
            "C: bind(j, group)",
            "C: vectorize(j, 8)",
            "C: accumulate(k, i=4, j=2)",
            "C: unroll(k, 2)",
            "C: pack(B, j, 16)",
            "B_panels: vectorize(j1, 8)");

    private static GenomeFactory factory(String task, Optional<String> problem) {
        Task read = TaskReader.read(Path.of("..", "tasks", task + ".yaml"));
        Problem sizes = problem.map(Problem::parse).orElse(read.problems().getFirst());
        return new GenomeFactory(new KernelTarget(read, sizes, Language.OPENCL, CPU), List.of());
    }

    private static Borrowed borrowed(List<String> schedule) {
        return Borrowed.of(
                "elsewhere",
                schedule,
                factory("matmul", Optional.empty()).target().nests().orElseThrow());
    }

    private static List<String> fitted(List<String> schedule, GenomeFactory factory) {
        return Refit.of(borrowed(schedule), factory)
                .map(ScheduledKernel::schedule)
                .orElse(List.of());
    }

    @Test
    void anotherProblemTakesTheScheduleAsItIsWhereItIsLegal() {
        assertThat(fitted(PACKED, factory("matmul", Optional.of("M=1536,N=768,K=640"))))
                .isEqualTo(PACKED);
    }

    @Test
    void aScheduleIsOfTheSameTaskWhateverItsSizes() {
        Borrowed schedule = borrowed(PACKED);
        assertThat(schedule.isOf(factory("matmul", Optional.of("M=64,N=96,K=128"))
                        .target()
                        .nests()
                        .orElseThrow()))
                .isTrue();
        for (String other : List.of("batched-matmul", "matvec", "conv2d")) {
            assertThat(schedule.isOf(
                            factory(other, Optional.empty()).target().nests().orElseThrow()))
                    .as(other)
                    .isFalse();
        }
    }

    @Test
    void theProductsOfABatchAreComputedAsOneIs() {
        assertThat(fitted(PACKED, factory("batched-matmul", Optional.empty())))
                .contains("C: bind(p, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=4, j=2)");
    }

    @Test
    void aConvolutionHoldsATileAsAProductDoes() {
        List<String> schedule = fitted(
                List.of("C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=4, j=2)"),
                factory("conv2d", Optional.empty()));
        assertThat(schedule)
                .anyMatch(step -> step.contains("vectorize("))
                .anyMatch(step -> step.matches("\\w+: accumulate\\(\\w+, .*=\\d.*"));
    }

    @Test
    void aDeviceWithShorterVectorsGetsShorterOnes() {
        List<String> wide = List.of("C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=4, j=2)");
        Task matmul = TaskReader.read(Path.of("..", "tasks", "matmul.yaml"));
        GenomeFactory jvm = new GenomeFactory(
                new KernelTarget(
                        matmul,
                        matmul.problems().getFirst(),
                        Language.JAVA,
                        new DeviceFacts(2, 8, 1, 0, 32 << 20, 1L << 34, 1L << 31, true)),
                List.of());
        assertThat(fitted(wide, jvm))
                .containsExactly("C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=4, j=2)");
    }

    @Test
    void aTaskOfOtherStatementsTakesNothing() {
        assertThat(fitted(PACKED, factory("softmax", Optional.empty()))).isEmpty();
    }
}
