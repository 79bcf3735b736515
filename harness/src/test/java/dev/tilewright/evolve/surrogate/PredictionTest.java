package dev.tilewright.evolve.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionTest {

    /** The second column is log(phi(z) + z Phi(z)) by mpmath, with 50 digits. */
    @ParameterizedTest
    @CsvSource({
        "8, 2.079441541679836",
        "0.5, -0.3598276837450638",
        "0, -0.9189385332046727",
        "-0.9999, -2.484930602199176",
        "-1, -2.485121025712641",
        "-5, -16.74430116266099",
        "-40, -808.29856835662",
        "-1000, -500014.7344520912",
        "-99999, -4999900024.444769",
        "-100001, -5000100024.444809",
        "-1e7, -50000000000033.16"
    })
    void theLogarithmOfTheExpectedImprovementIsExactFarBelowWhatADoubleHolds(double deviations, double expected) {
        assertThat(new Prediction(-deviations, 1).logExpectedImprovement(0))
                .isCloseTo(expected, within(1e-8 * Math.max(1, Math.abs(expected))));
    }

    @Test
    void theExpectedImprovementIsInTheUnitOfTheValue() {
        // For a mean of 1, a deviation of 2 and a best of 2: 2 (0.5 Phi(0.5) + phi(0.5)).
        assertThat(Math.exp(new Prediction(1, 2).logExpectedImprovement(2))).isCloseTo(1.3955931, within(1e-6));
        assertThat(Math.exp(new Prediction(1, 0).logExpectedImprovement(2))).isCloseTo(1, within(1e-6));
    }

    @Test
    void theBoundIsOptimistic() {
        assertThat(new Prediction(3, 2).bound(0.5)).isEqualTo(2);
    }
}
