package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ContextualPolicyTest {

    private static final List<Arm> ARMS = List.of(Arm.of("tune"), Arm.of("cross"), Arm.of("transform", "stage"));

    private static UniformRandomProvider random(long seed) {
        return RandomSource.XO_SHI_RO_256_PP.create(seed);
    }

    private static Context of(Map<String, Double> parent) {
        return new Context(new TreeMap<>(Map.of("cpu", 1.0)), new TreeMap<>(parent), 0, 1);
    }

    /** In one context, again and again, there is nothing that features could say. */
    @Test
    void whereFeaturesSayNothingItDrawsAndBelievesWhatThompsonDoes() {
        Controller contextual = Policies.create("contextual", Optional.empty());
        Controller thompson = Policies.create("thompson", Optional.empty());
        UniformRandomProvider first = random(1);
        UniformRandomProvider second = random(1);
        UniformRandomProvider world = random(2);
        Context context = of(Map.of("unroll", 2.0));
        for (int i = 0; i < 300; i++) {
            Arm arm = contextual.choose(context, ARMS, first);
            assertThat(thompson.choose(context, ARMS, second)).isEqualTo(arm);
            double reward = world.nextDouble() - (arm.equals(ARMS.getFirst()) ? 0.3 : 0.6);
            for (Controller controller : List.of(contextual, thompson)) {
                controller.learn(context, arm, reward);
                controller.revise(context, arm, reward, reward / 2);
                controller.credit(arm, 0.01);
            }
        }
        contextual.inherit(Arm.of("new"), ARMS);
        thompson.inherit(Arm.of("new"), ARMS);
        contextual.expect(Arm.of("known"), 10, 2, 3);
        thompson.expect(Arm.of("known"), 10, 2, 3);
        assertThat(contextual.beliefs().keySet())
                .isEqualTo(thompson.beliefs().keySet())
                .hasSize(5);
        thompson.beliefs().forEach((arm, belief) -> {
            Belief own = contextual.beliefs().getOrDefault(arm, new Belief(0, 0, 0));
            assertThat(own.mean()).isCloseTo(belief.mean(), within(1e-5));
            assertThat(own.deviation()).isCloseTo(belief.deviation(), within(1e-5));
            assertThat(own.weight()).isCloseTo(belief.weight(), within(1e-3));
        });
    }

    @Test
    void aRegressionFindsTheCoefficientsAndIsLessCertainWhereItHasSeenNothing() {
        Regression regression = new Regression();
        UniformRandomProvider world = random(3);
        for (int i = 0; i < 2000; i++) {
            double[] vector = {1, world.nextDouble() * 2 - 1, world.nextDouble() * 2 - 1};
            regression.learn(vector, 0.1 + 0.2 * vector[1] + 0.1 * (world.nextDouble() - 0.5));
        }
        assertThat(regression.at(new double[] {1, 0, 0}).mean()).isCloseTo(0.1, within(0.01));
        assertThat(regression.at(new double[] {1, 1, 1}).mean()).isCloseTo(0.3, within(0.01));
        assertThat(regression.at(new double[] {1, -1, 0}).mean()).isCloseTo(-0.1, within(0.01));
        assertThat(regression.at(new double[] {1, 0, 0}).deviation()).isLessThan(0.002);
        assertThat(regression.at(new double[] {1, 0, 0, 2}).deviation())
                .as("where a feature is new")
                .isGreaterThan(0.01);
    }

    @Test
    void aFeatureHasAPlaceOnceItIsSeenToVary() {
        Features features = new Features();
        features.learn(of(Map.of("unroll", 2.0)));
        assertThat(features.size()).isEqualTo(1);
        features.learn(of(Map.of("unroll", 3.0)));
        assertThat(features.size()).isEqualTo(2);
        features.learn(of(Map.of("unroll", 2.0, "stage", 1.0)));
        assertThat(features.size()).isEqualTo(3);
        assertThat(features.of(of(Map.of("unroll", 3.0))))
                .as("the constant, unroll above its mean, stage below")
                .containsExactly(new double[] {1, 1.41, -0.71}, within(0.02));
        assertThat(features.of(Context.NONE)).containsExactly(1, 0, 0);
    }

    @Test
    void vectorsAreBoundedInLengthAndInSize() {
        Features features = new Features();
        UniformRandomProvider world = random(4);
        for (int i = 0; i < 300; i++) {
            SortedMap<String, Double> parent = new TreeMap<>();
            for (int feature = 0; feature < 200; feature++) {
                parent.put("f" + feature, world.nextDouble() < 0.02 ? 1e12 : 0);
            }
            parent.put("not a number", Double.NaN);
            features.learn(of(parent));
            for (double number : features.of(of(parent))) {
                assertThat(number).isBetween(-2.5, 2.5);
            }
        }
        assertThat(features.size()).isEqualTo(Features.MOST + 1);
    }
}
