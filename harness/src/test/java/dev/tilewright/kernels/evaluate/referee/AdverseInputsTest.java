package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdverseInputsTest {

    private static List<InputShape> shapes(String name, String problem) {
        Task task = ShippedTasks.named(name);
        return new AdverseInputs(ShippedTasks.definition(task), task.computation()).shapes(Problem.parse(problem));
    }

    @Test
    void softmaxMeetsNumbersWhoseExponentialsOverflow() {
        assertThat(shapes("softmax", "M=37,N=101")).contains(InputShape.HUGE, InputShape.SORTED, InputShape.NEGATIVE);
    }

    @Test
    void aSumThatAPlainRunningSumCannotComputeIsNotAskedForAndOneHugeNumberIs() {
        assertThat(shapes("sum", "N=1000003"))
                .contains(InputShape.ONE_HUGE, InputShape.UNEVEN, InputShape.ALL_EQUAL, InputShape.ENDS)
                .doesNotContain(InputShape.NARROW, InputShape.NEGATIVE);
    }

    @Test
    void shapesAreDrawnWithoutTheDeclaredOneAndNoneTwice() {
        Task task = ShippedTasks.named("matmul");
        AdverseInputs inputs = new AdverseInputs(ShippedTasks.definition(task), task.computation());
        List<InputShape> some = inputs.some(Problem.parse("M=61,N=67,K=71"), 4, new SplittableRandom(1));
        assertThat(some).hasSize(4).doesNotHaveDuplicates();
        assertThat(inputs.some(Problem.parse("M=61,N=67,K=71"), 100, new SplittableRandom(1)))
                .hasSizeGreaterThan(8);
    }

    @Test
    void aReferenceOfTheUsersOwnMeetsOnlyWhatTheTaskDeclares() {
        Task task = ShippedTasks.named("matmul");
        assertThat(new AdverseInputs(ShippedTasks.definition(task), Optional.empty())
                        .shapes(task.verify().getFirst()))
                .containsExactly(InputShape.DECLARED);
    }
}
