package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FreshProblemsTest {

    private static final long PLENTY = 1 << 28;

    private static FreshProblems of(Task task, long bytes) {
        return new FreshProblems(task.arguments(), task.computation(), bytes);
    }

    @Test
    void aKernelForMultiplesOf64IsAskedForMultiplesThatNoTaskFileNames() {
        Task task = ShippedTasks.named("vector-add");
        List<Problem> known = ShippedTasks.problems(task);
        List<Problem> drawn = of(task, PLENTY)
                .draw(
                        task.verify(),
                        known,
                        problem -> ShippedTasks.size(problem, "N") % 64 == 0,
                        new SplittableRandom(1),
                        8);
        assertThat(drawn).hasSize(8).doesNotHaveDuplicates().doesNotContainAnyElementsOf(known);
        assertThat(drawn)
                .allSatisfy(problem ->
                        assertThat(ShippedTasks.size(problem, "N") % 64).isZero());
    }

    @Test
    void aGeneralKernelMeetsPrimesOddAndSmallSizesAndNeighboursOfPowersOfTwo() {
        Task task = ShippedTasks.named("matmul");
        List<Long> sizes = of(task, PLENTY)
                .draw(task.verify(), ShippedTasks.problems(task), _ -> true, new SplittableRandom(2), 100)
                .stream()
                .flatMap(problem -> problem.sizes().values().stream())
                .toList();
        assertThat(sizes).hasSize(300).anyMatch(size -> size <= 3).anyMatch(size -> size % 2 == 1);
        assertThat(sizes).anyMatch(size -> size > 17 && BigInteger.valueOf(size).isProbablePrime(30));
        assertThat(sizes).anyMatch(size -> size % 32 == 31).anyMatch(size -> size % 32 == 1);
        assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(1L, 1100L));
    }

    @Test
    void aKernelForSquareMatricesIsGivenSquareOnes() {
        Task task = ShippedTasks.named("matmul");
        Problem square = Problem.parse("M=64,N=64,K=64");
        List<Problem> drawn = of(task, PLENTY)
                .draw(
                        List.of(square),
                        List.of(square),
                        problem -> problem.sizes().values().stream().distinct().count() == 1,
                        new SplittableRandom(3),
                        4);
        assertThat(drawn).hasSize(4);
    }

    @Test
    void memoryIsRespectedAndNothingIsDrawnWhereNothingIsAccepted() {
        Task task = ShippedTasks.named("sum");
        List<Problem> small = of(task, 20_000).draw(task.verify(), List.of(), _ -> true, new SplittableRandom(4), 20);
        assertThat(small)
                .isNotEmpty()
                .allSatisfy(problem ->
                        assertThat(4 * ShippedTasks.size(problem, "N") + 4).isLessThanOrEqualTo(20_000));
        assertThat(of(task, PLENTY).draw(task.verify(), List.of(), _ -> false, new SplittableRandom(5), 2))
                .isEmpty();
    }

    @Test
    void whatAReferenceOfTheUsersOwnCanStandIsNotGuessed() {
        Task task = ShippedTasks.named("sum");
        assertThat(new FreshProblems(task.arguments(), Optional.empty(), PLENTY)
                        .draw(task.verify(), List.of(), _ -> true, new SplittableRandom(6), 2))
                .isEmpty();
    }
}
