package dev.tilewright.evolve.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class PartWeightsTest {

    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(5);

    private List<double[]> parts(int count) {
        List<double[]> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new double[] {1 + random.nextDouble(), random.nextDouble(), random.nextDouble()});
        }
        return parts;
    }

    @Test
    void findsWhatEachPartWeighs() {
        List<double[]> parts = parts(300);
        List<Double> costs =
                parts.stream().map(part -> 2 * part[0] + 0.5 * part[1]).toList();
        assertThat(PartWeights.fit(parts, costs).weights()).containsExactly(new double[] {2, 0.5, 0}, within(0.05));
    }

    @Test
    void noPartWeighsLessThanNothing() {
        List<double[]> parts = parts(300);
        List<Double> costs = parts.stream().map(part -> 4 * part[0] - part[1]).toList();
        for (double weight : PartWeights.fit(parts, costs).weights()) {
            assertThat(weight).isNotNegative();
        }
    }

    @Test
    void oneCostSaysOnlyHowMuchTheWholeWeighs() {
        double[] part = {2, 1, 1};
        assertThat(PartWeights.fit(List.of(part), List.of(6.0)).weights())
                .containsExactly(new double[] {3, 0, 0}, within(1e-9));
    }
}
