package dev.tilewright.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.space.Point;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The score by hand: 21 times, 19 down to 2 and 1.3, 1.2 and 1, of which the median is 9. Random search gets 95 % of the way to the optimum, 1.4, at
 * the index 18 from the worst, which takes it 18 / (22 - 18) evaluations, so 5; and 1 % of the way in one. Scores are those of a program in Python,
 * written from the definition, with SciPy's interpolation.
 */
class TimeAxisTest {

    private static final RecordedSpace SPACE = Recordings.of(DoubleStream.concat(
                    IntStream.iterate(19, time -> time > 1, time -> time - 1).asDoubleStream(),
                    DoubleStream.of(1.3, 1.2, 1.0, Double.NaN))
            .toArray());

    private final TimeAxis axis = new TimeAxis(SPACE);

    private static Trace trace(double... milliseconds) {
        return new Trace(Arrays.stream(milliseconds)
                .mapToObj(time -> SPACE.rows().stream()
                        .filter(row -> Double.compare(row.milliseconds().orElse(Double.NaN), time) == 0)
                        .findFirst()
                        .orElseThrow())
                .toList());
    }

    @Test
    void theBudgetIsWhatRandomSearchTakes() {
        assertThat(axis.times()).hasSize(1000).startsWith(2.0).endsWith(10.0);
        assertThat(axis.budget()).isEqualTo(10);
        assertThat(axis.optimum()).isEqualTo(1);
    }

    @Test
    void randomSearchIsExpectedAtItsMeanRank() {
        assertThat(axis.baseline()[0]).isEqualTo(8);
        assertThat(axis.baseline()[300]).isCloseTo(3.73015, within(1e-5));
        assertThat(axis.baseline()[999]).isCloseTo(1.3, within(1e-12));
    }

    @Test
    void scoresAgreeWithTheDefinition() {
        assertThat(axis.score(List.of(trace(10, 3, 1)))).isCloseTo(0.28256, within(1e-5));
        assertThat(axis.score(List.of(trace(Double.NaN, 2, 19, 1.2), trace(10, 3, 1))))
                .isCloseTo(-0.10622, within(1e-5));
        assertThat(axis.score(List.of(trace(1)))).isEqualTo(1);
        assertThat(axis.score(List.of(trace(19, 18)))).isCloseTo(-21.81782, within(1e-5));
    }

    @Test
    void aSpaceWithNothingToFindIsRefused() {
        assertThatThrownBy(() -> new TimeAxis(Recordings.of(Double.NaN, Double.NaN)))
                .hasMessage("there is nothing to find in it: no configuration is right");
        assertThatThrownBy(() -> new TimeAxis(Recordings.of(2, 2, 2)))
                .hasMessage("there is nothing to find in it: all configurations are as fast");
    }

    @Test
    void evaluationsToATimeAreCounted() {
        Trace trace = trace(10, Double.NaN, 3, 1);
        assertThat(trace.evaluationsTo(3)).isEqualTo(3);
        assertThat(trace.evaluationsTo(0.5)).isInfinite();
        assertThat(trace.best(2)).isEqualTo(10);
        assertThat(SPACE.row(Point.of(0)).milliseconds()).hasValue(19);
    }
}
