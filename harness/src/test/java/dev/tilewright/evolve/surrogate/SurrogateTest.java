package dev.tilewright.evolve.surrogate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class SurrogateTest {

    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(3);

    /** A cost of two parts, of which the second weighs three times as much as the first estimate has it, times a factor that only features show. */
    private static double cost(double[] x) {
        return (x[0] + 3 * x[1]) * (x[2] > 0.5 ? 2 : 1);
    }

    private double[] draw() {
        return new double[] {0.1 + random.nextDouble(), random.nextDouble(), random.nextDouble(), random.nextDouble()};
    }

    private static Description describe(double[] x) {
        short[] features = new short[x.length];
        for (int i = 0; i < x.length; i++) {
            features[i] = Description.feature(10 * x[i]);
        }
        return new Description(new double[] {x[0] + x[1], x[0], x[1]}, features);
    }

    private double correlation(Surrogate surrogate) {
        Calibration calibration = new Calibration();
        for (int i = 0; i < 40; i++) {
            double[] x = draw();
            calibration.add(surrogate.predict(describe(x)).mean(), Math.log(cost(x)));
        }
        return calibration.correlation().orElseThrow();
    }

    @Test
    void aSurrogateThatKnowsNothingRanksByTheEstimate() {
        assertThat(correlation(new Surrogate(4, random))).isGreaterThan(0.5);
    }

    @Test
    void learnsWeightsFromAFewAndFactorsFromMany() {
        Surrogate surrogate = new Surrogate(4, random);
        for (int i = 0; i < 200; i++) {
            double[] x = draw();
            surrogate.learn(new Example(describe(x), OptionalDouble.of(Math.log(cost(x)))));
        }
        assertThat(correlation(surrogate)).isGreaterThan(0.93);
    }

    @Test
    void learnsWhatFails() {
        Surrogate surrogate = new Surrogate(4, random);
        assertThat(surrogate.right(describe(draw()))).isEqualTo(1);
        for (int i = 0; i < 200; i++) {
            double[] x = draw();
            if (x[3] > 0.7) {
                surrogate.learn(new Example(describe(x), OptionalDouble.empty()));
            } else {
                surrogate.learn(new Example(describe(x), OptionalDouble.of(Math.log(cost(x)))));
            }
        }
        assertThat(surrogate.right(describe(new double[] {0.5, 0.5, 0.5, 0.9}))).isLessThan(0.3);
        assertThat(surrogate.right(describe(new double[] {0.5, 0.5, 0.5, 0.2}))).isGreaterThan(0.7);
    }

    @Test
    void theSameSeedPredictsTheSame() {
        List<Double> predicted = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            UniformRandomProvider own = RandomSource.XO_SHI_RO_256_PP.create(8);
            Surrogate surrogate = new Surrogate(4, RandomSource.XO_SHI_RO_256_PP.create(9));
            for (int i = 0; i < 50; i++) {
                double[] x = {own.nextDouble(), own.nextDouble(), own.nextDouble(), own.nextDouble()};
                surrogate.learn(new Example(describe(x), OptionalDouble.of(Math.log(cost(x)))));
            }
            predicted.add(surrogate
                    .predict(describe(new double[] {0.3, 0.3, 0.3, 0.3}))
                    .mean());
        }
        assertThat(predicted.get(0)).isEqualTo(predicted.get(1));
    }

    @Test
    void featuresAreSmallWholeNumbersInOrder() {
        assertThat(Description.feature(-1)).isZero();
        assertThat(Description.feature(1)).isEqualTo((short) 512);
        assertThat(Description.feature(1e9)).isEqualTo(Short.MAX_VALUE);
    }
}
