package dev.tilewright.evolve.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private final Calibration calibration = new Calibration();

    @Test
    void isTrustedUntilEnoughHasCome() {
        for (int i = 0; i < 15; i++) {
            calibration.add(i, -i);
        }
        assertThat(calibration.correlation()).isEmpty();
        assertThat(calibration.trusts()).isTrue();
        calibration.add(15, -15);
        assertThat(calibration.correlation().orElseThrow()).isEqualTo(-1, within(1e-12));
        assertThat(calibration.trusts()).isFalse();
    }

    @Test
    void onlyTheOrderCounts() {
        for (int i = 0; i < 30; i++) {
            calibration.add(i, Math.exp(i));
        }
        assertThat(calibration.correlation().orElseThrow()).isEqualTo(1, within(1e-12));
    }

    @Test
    void equalOnesShareARank() {
        for (int i = 0; i < 20; i++) {
            calibration.add(1, i);
        }
        assertThat(calibration.correlation().orElseThrow()).isZero();
        assertThat(calibration.trusts()).isFalse();
    }

    @Test
    void onePredictingAgainIsListenedToAgain() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);
        for (int i = 0; i < 100; i++) {
            double value = random.nextDouble();
            calibration.add(-value, value);
        }
        assertThat(calibration.trusts()).isFalse();
        for (int i = 0; i < 40; i++) {
            double value = random.nextDouble();
            calibration.add(value + 0.1 * random.nextDouble(), value);
        }
        assertThat(calibration.trusts()).isTrue();
    }
}
