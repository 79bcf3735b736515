package dev.tilewright.kernels.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EarlyStopTest {

    private static final EarlyStop STOP = new EarlyStop(5, 0.01);

    private static double[] times(double... times) {
        return times;
    }

    @Test
    void itIsClearOnceEveryRoundOfTheChallengerIsShorter() {
        double[] incumbent = times(10, 11, 10.5, 10.2, 10.1);
        double[] challenger = times(9.9, 9.8, 9.7, 9.9, 9.6);
        assertThat(STOP.isClear(incumbent, challenger)).isTrue();
        assertThat(STOP.isFaster(incumbent, challenger, 12)).isTrue();
        assertThat(STOP.isClear(Arrays.copyOf(incumbent, 4), Arrays.copyOf(challenger, 4)))
                .as("too few rounds")
                .isFalse();
        challenger[2] = 10;
        assertThat(STOP.isClear(incumbent, challenger)).as("one as long").isFalse();
        assertThat(STOP.isFaster(incumbent, challenger, 12)).isFalse();
    }

    @Test
    void itIsClearOnceTheRanksSpeakForTheIncumbent() {
        double[] incumbent = times(10, 11, 10.5, 10.2, 10.1);
        double[] challenger = times(10.6, 10.7, 10.3, 11.2, 11.3);
        assertThat(STOP.isClear(incumbent, challenger)).isTrue();
        assertThat(STOP.isFaster(incumbent, challenger, 12)).isFalse();
        assertThat(STOP.isClear(incumbent, times(10.3, 10.4, 9.7, 11.2, 10.6)))
                .as("hardly for the incumbent")
                .isFalse();
    }

    @Test
    void whatTheLooksMayErrIsTakenOffTheLastTest() {
        assertThat(STOP.left(5)).isEqualTo(0.01);
        assertThat(STOP.left(6)).isEqualTo(0.01 - 1 / 252.0, within(1e-12));
        assertThat(STOP.left(12))
                .isEqualTo(0.01 - 1 / 252.0 - 1 / 924.0 - 1 / 3432.0, within(2e-4))
                .isGreaterThan(0.004);
    }

    @Test
    void roundsThatAreNotAsManyAreComparedWhenAllAreThere() {
        assertThat(STOP.isClear(times(10, 11, 12), times(1, 2, 3, 4, 5, 6, 7, 8, 9)))
                .isFalse();
        assertThat(STOP.isFaster(times(10, 11, 12), times(1, 2, 3, 4, 5, 6, 7, 8, 9), 3))
                .isTrue();
    }

    private static double faster(double factor, int comparisons) {
        Random random = new Random(5);
        int called = 0;
        for (int i = 0; i < comparisons; i++) {
            double[] incumbent = random.doubles(12).toArray();
            double[] challenger =
                    random.doubles(12).map(noise -> noise + 1 - factor).toArray();
            int rounds = 1;
            while (rounds < 12 && !STOP.isClear(Arrays.copyOf(incumbent, rounds), Arrays.copyOf(challenger, rounds))) {
                rounds++;
            }
            called += STOP.isFaster(Arrays.copyOf(incumbent, rounds), Arrays.copyOf(challenger, rounds), 12) ? 1 : 0;
        }
        return called / (double) comparisons;
    }

    @Test
    void twoThatAreAlikeAreToldApartNoMoreOftenThanWasAskedFor() {
        assertThat(faster(1, 20_000)).isLessThan(0.0105);
    }

    @Test
    void aDifferenceIsFound() {
        assertThat(faster(2, 1000)).as("no overlap").isEqualTo(1);
        assertThat(faster(1.5, 1000)).isGreaterThan(0.8);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EarlyStop(0, 0.01));
        assertThatIllegalArgumentException().isThrownBy(() -> new EarlyStop(5, 1));
    }
}
