package dev.tilewright.kernels.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MedianIntervalTest {

    /** Le Boudec, "Performance Evaluation of Computer and Communication Systems", table A.1, for 95 %. */
    @ParameterizedTest(name = "{0} samples: rank {1}")
    @CsvSource({
        "6,1", "8,1", "9,2", "11,2", "12,3", "15,4", "17,5", "20,6", "25,8", "30,10", "40,14", "50,18", "60,22", "70,27"
    })
    void ranksAreThoseOfThePublishedTable(int samples, int rank) {
        assertThat(MedianInterval.lowRank(samples)).isEqualTo(rank);
    }

    @Test
    void theMedianOfAnOddNumberIsTheMiddleAndTheEndsAreOrderStatistics() {
        double[] oneToNine = {9, 1, 8, 2, 7, 3, 6, 4, 5};
        assertThat(MedianInterval.of(oneToNine)).isEqualTo(new TimeEstimate(5, 2, 8, 9));
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(MedianInterval.of(new double[] {4, 1, 3, 2, 5, 6})).isEqualTo(new TimeEstimate(3.5, 1, 6, 6));
    }

    @Test
    void fewerThanSixSamplesGiveTheirRange() {
        assertThat(MedianInterval.of(new double[] {30, 10, 20})).isEqualTo(new TimeEstimate(20, 10, 30, 3));
    }

    @Test
    void noSamplesHaveNoMedian() {
        assertThatThrownBy(() -> MedianInterval.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theIntervalCoversTheTrueMedianAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(7);
        double trueMedian = Math.log(2); // of the exponential distribution, which is as skewed as run times are
        long covered = IntStream.range(0, 4000)
                .filter(_ -> {
                    TimeEstimate time = MedianInterval.of(
                            random.doubles(25).map(u -> -Math.log(1 - u)).toArray());
                    return time.lowNanos() <= trueMedian && trueMedian <= time.highNanos();
                })
                .count();
        assertThat(covered / 4000.0).isBetween(0.945, 0.97);
    }
}
