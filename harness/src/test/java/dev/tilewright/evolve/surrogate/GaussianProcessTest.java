package dev.tilewright.evolve.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussianProcessTest {

    private static final double[][] PLACES = {{0}, {0.25}, {0.5}, {0.75}, {1}};

    private static final GaussianProcess SINE =
            GaussianProcess.fit(PLACES, new double[] {0, Math.sin(0.75), Math.sin(1.5), Math.sin(2.25), Math.sin(3)});

    @Test
    void itGoesThroughWhatIsKnownAndBetween() {
        assertThat(SINE.predict(new double[] {0.5}).mean()).isCloseTo(Math.sin(1.5), within(0.01));
        assertThat(SINE.predict(new double[] {0.6}).mean()).isCloseTo(Math.sin(1.8), within(0.05));
    }

    @Test
    void itIsSureOfWhatIsKnownOnly() {
        assertThat(SINE.predict(new double[] {0.5}).deviation()).isLessThan(0.02);
        assertThat(SINE.predict(new double[] {3}).deviation()).isGreaterThan(0.1);
    }

    @Test
    void valuesThatAreAllAlikeAreNoTrouble() {
        GaussianProcess flat = GaussianProcess.fit(PLACES, new double[] {3, 3, 3, 3, 3});
        assertThat(flat.predict(new double[] {0.4}).mean()).isCloseTo(3, within(1e-9));
    }
}
