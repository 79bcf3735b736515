package dev.tilewright.evolve.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ForestTest {

    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

    private static double truth(short[] features) {
        return features[0] * 0.5 + (features[1] > 4 ? 3 : 0) + features[2] * features[0] * 0.05;
    }

    private short[] draw() {
        return new short[] {(short) random.nextInt(10), (short) random.nextInt(10), (short) random.nextInt(10)};
    }

    private Forest learned(int examples) {
        Forest forest = new Forest(40, 3, 0.7, 1, 0.1, random);
        for (int i = 0; i < examples; i++) {
            short[] features = draw();
            forest.learn(features, truth(features));
        }
        return forest;
    }

    private double error(Forest forest) {
        double sum = 0;
        for (int i = 0; i < 500; i++) {
            short[] features = draw();
            sum += Math.abs(forest.predict(features).mean() - truth(features));
        }
        return sum / 500;
    }

    @Test
    void itLearns() {
        assertThat(error(learned(300))).isLessThan(0.5).isLessThan(error(learned(10)) / 2);
    }

    @Test
    void whatWasLearnedCountsAtOnce() {
        Forest forest = learned(50);
        short[] features = {20, 20, 20};
        forest.learn(features, 100);
        assertThat(forest.predict(features).mean()).isCloseTo(100, within(1e-9));
        assertThat(forest.predict(features).deviation()).isCloseTo(0, within(1e-6));
    }

    @Test
    void aQueryThatIsAskedAgainSaysWhatAFreshOneSays() {
        Forest forest = learned(20);
        short[] features = draw();
        Query query = forest.query(features);
        for (int i = 0; i < 60; i++) {
            assertThat(forest.predict(query)).isEqualTo(forest.predict(features));
            short[] other = draw();
            forest.learn(other, truth(other));
        }
    }

    @Test
    void anExampleCanBeRevised() {
        Forest forest = new Forest(4, 1, 1, 1, 0.1, random);
        int example = forest.learn(new short[] {1}, 5);
        forest.revise(example, 9);
        forest.learn(new short[] {8}, 1);
        assertThat(forest.predict(new short[] {1}).mean()).isEqualTo(9);
    }

    @Test
    void aForestThatLearnedNothingPredictsNothing() {
        Forest forest = new Forest(4, 1, 1, 1, 0.1, random);
        assertThatThrownBy(() -> forest.predict(new short[] {1})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theBetterHalfIsLearnedFromWhole() {
        Examples examples = new Examples(1);
        for (int i = 0; i < 100; i++) {
            examples.add(new short[] {(short) i}, 100 - i);
        }
        assertThat(examples.chosen(40, random))
                .hasSize(40)
                .doesNotHaveDuplicates()
                .contains(99, 98, 97, 90, 80);
    }

    /** Of values whose noise is as large as all that there is to learn, small leaves learn the noise by heart. */
    @Test
    void largerLeavesDoNotRepeatNoise() {
        double[] errors = new double[2];
        for (int seed = 0; seed < 20; seed++) {
            for (int which = 0; which < 2; which++) {
                UniformRandomProvider noise = RandomSource.XO_SHI_RO_256_PP.create(seed);
                Forest forest = new Forest(24, 2, 1, which == 0 ? 1 : 4, 0.25, noise);
                for (int i = 0; i < 200; i++) {
                    short[] features = {(short) noise.nextInt(100), (short) noise.nextInt(100)};
                    forest.learn(features, features[0] * 0.01 + 2 * noise.nextDouble() - 1);
                }
                for (int x = 5; x < 100; x += 10) {
                    double error = forest.predict(new short[] {(short) x, 50}).mean() - x * 0.01;
                    errors[which] += error * error;
                }
            }
        }
        assertThat(errors[1]).isLessThan(0.75 * errors[0]);
    }
}
