package dev.tilewright.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreRooflineTest {

    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);

    private static double cycles(String... steps) {
        try {
            return Roofline.of(CPU)
                    .cycles(CostDescription.of(
                            Schedule.parse(List.of(steps)).apply(Computations.matmul(256, 256, 256), Computations.GPU),
                            CPU));
        } catch (IllegalTransformationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eightIndependentVectorsReachTheArithmeticOfACore() {
        // 2·256³ operations, 64 a cycle; nothing else takes longer, and little of it is not hidden.
        assertThat(cycles("C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=8, j=2)"))
                .isBetween(2.0 * 256 * 256 * 256 / 64, 1.15 * 2.0 * 256 * 256 * 256 / 64);
    }

    @Test
    void oneGroupLeavesTheOtherCoreIdle() {
        String[] steps = {"C: vectorize(j, 16)", "C: accumulate(k, i=8, j=2)"};
        assertThat(cycles(steps)).isBetween(2 * 2.0 * 256 * 256 * 256 / 64, 1.15 * 2 * 2.0 * 256 * 256 * 256 / 64);
    }

    @Test
    void aTileThatSpillsPromisesLessThanOneThatFits() {
        assertThat(cycles("C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=8, j=4)"))
                .isGreaterThan(cycles("C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=4, j=4)"));
    }
}
