package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {

    private static final List<Arm> ARMS = IntStream.range(0, 10)
            .mapToObj(arm -> Arm.of("transform", "t" + arm))
            .toList();

    /** Rewards like a search's: mostly a small cost, now and then a gain; arm 7 gains most often. */
    private static double reward(Arm arm, UniformRandomProvider world) {
        double chance = arm.equals(ARMS.get(7)) ? 0.30 : 0.05;
        return world.nextDouble() < chance ? 0.2 + 0.6 * world.nextDouble() : -0.1 * world.nextDouble();
    }

    private static UniformRandomProvider random(long seed) {
        return RandomSource.XO_SHI_RO_256_PP.create(seed);
    }

    private record Play(double total, Map<Arm, Integer> chosen) {}

    private static Play play(Controller controller, int rounds, long seed) {
        UniformRandomProvider random = random(seed);
        UniformRandomProvider world = random(seed + 1000);
        Map<Arm, Integer> chosen = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        double total = 0;
        for (int i = 0; i < rounds; i++) {
            Arm arm = controller.choose(Context.NONE, ARMS, random);
            double reward = reward(arm, world);
            controller.learn(Context.NONE, arm, reward);
            chosen.merge(arm, 1, Integer::sum);
            total += reward;
        }
        return new Play(total, chosen);
    }

    private static Controller create(String name) {
        return Policies.create(name, Optional.empty());
    }

    @Test
    void thompsonFindsTheBestOfTenArmsAndEarnsMoreThanUniform() {
        int found = 0;
        double thompson = 0;
        double uniform = 0;
        for (long seed = 1; seed <= 20; seed++) {
            Play play = play(create("thompson"), 500, seed);
            found += play.chosen().get(ARMS.get(7)) > 250 ? 1 : 0;
            thompson += play.total();
            uniform += play(create("uniform"), 500, seed).total();
        }
        assertThat(found).as("seeds of 20 with the best arm in most choices").isGreaterThanOrEqualTo(17);
        assertThat(thompson)
                .as("reward over 20 seeds")
                .isGreaterThan(4 * uniform)
                .isGreaterThan(400);
    }

    @Test
    void thompsonFollowsWhenWhatPaysChanges() {
        Controller controller = create("thompson");
        UniformRandomProvider random = random(3);
        List<Arm> two = ARMS.subList(0, 2);
        for (int i = 0; i < 300; i++) {
            Arm arm = controller.choose(Context.NONE, two, random);
            controller.learn(Context.NONE, arm, arm.equals(two.get(0)) ? 0.3 : -0.1);
        }
        int second = 0;
        for (int i = 0; i < 300; i++) {
            Arm arm = controller.choose(Context.NONE, two, random);
            boolean isSecond = arm.equals(two.get(1));
            controller.learn(Context.NONE, arm, isSecond ? 0.3 : -0.1);
            second += isSecond && i >= 200 ? 1 : 0;
        }
        assertThat(second).as("choices of what pays now, of the last 100").isGreaterThan(80);
    }

    @Test
    void uniformChoosesEveryArmAboutEquallyOften() {
        Play play = play(create("uniform"), 10_000, 5);
        assertThat(play.chosen()).hasSize(10);
        assertThat(play.chosen().values()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    }

    @Test
    void creditMakesAnArmMoreLikelyWithoutCountingAsAChoice() {
        Controller credited = create("thompson");
        for (int i = 0; i < 20; i++) {
            ARMS.forEach(arm -> credited.learn(Context.NONE, arm, -0.02));
        }
        double before = share(credited, ARMS.get(4));
        for (int i = 0; i < 5; i++) {
            credited.credit(ARMS.get(4), 0.5);
        }
        assertThat(before).isEqualTo(0.1, within(0.05));
        assertThat(share(credited, ARMS.get(4))).isGreaterThan(0.7);
    }

    private static double share(Controller controller, Arm arm) {
        UniformRandomProvider random = random(11);
        int chosen = 0;
        for (int i = 0; i < 2000; i++) {
            chosen += controller.choose(Context.NONE, ARMS, random).equals(arm) ? 1 : 0;
        }
        return chosen / 2000.0;
    }

    @Test
    void anUnknownPolicyIsRefusedWithTheNamesOfThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("greedy"))
                .withMessage("no controller is called greedy; there are " + String.join(", ", Policies.NAMES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "{}", "{\"policy\":\"uniform\"}", "{\"policy\":\"thompson\",\"arms\":{\"a\":{}}}"
            })
    void aStateThatIsNotThompsonsIsRefused(String state) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.create("thompson", Optional.of(state)))
                .withMessageStartingWith("not the state of the controller thompson");
    }

    @Test
    void anArmThatIsNewBeginsWithWhatIsBelievedOfItsParents() {
        Controller controller = create("thompson");
        for (int i = 0; i < 40; i++) {
            controller.learn(Context.NONE, ARMS.get(0), 0.5);
            controller.learn(Context.NONE, ARMS.get(1), -0.2);
        }
        controller.inherit(ARMS.get(2), List.of(ARMS.get(0)));
        controller.inherit(ARMS.get(3), List.of(ARMS.get(1)));
        controller.inherit(ARMS.get(1), List.of(ARMS.get(0)));

        assertThat(share(controller, ARMS.get(2), ARMS.get(3))).isGreaterThan(0.9);
        assertThat(share(controller, ARMS.get(0), ARMS.get(1))).isGreaterThan(0.9);
    }

    @Test
    void adviceIsFollowedUntilMeasurementsSayOtherwise() {
        Controller controller = create("llm");
        controller.advise(
                new TreeMap<>(Map.of(ARMS.get(4).toString(), 1.0, ARMS.get(5).toString(), -1.0)));
        assertThat(share(controller, ARMS.get(4), ARMS.get(5))).isGreaterThan(0.85);
        Controller restored = Policies.create("llm", Optional.of(controller.state()));
        assertThat(restored.state()).isEqualTo(controller.state());

        for (int i = 0; i < 30; i++) {
            controller.learn(Context.NONE, ARMS.get(4), -0.2);
            controller.learn(Context.NONE, ARMS.get(5), 0.3);
        }
        assertThat(share(controller, ARMS.get(4), ARMS.get(5))).isLessThan(0.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"thompson", "llm"})
    void aRewardThatIsRevisedCountsAsIfItHadBeenLearnedSo(String name) {
        Controller taken = create(name);
        Controller told = create(name);
        for (Arm arm : ARMS.subList(0, 3)) {
            taken.learn(Context.NONE, arm, 0.1);
            told.learn(Context.NONE, arm, 0.1);
        }
        taken.learn(Context.NONE, ARMS.get(1), 1.5);
        taken.revise(Context.NONE, ARMS.get(1), 1.5, -0.3);
        told.learn(Context.NONE, ARMS.get(1), -0.3);
        assertThat(numbers(taken)).hasSameSizeAs(numbers(told)).isNotEmpty();
        for (int i = 0; i < numbers(told).size(); i++) {
            assertThat(numbers(taken).get(i)).isCloseTo(numbers(told).get(i), within(1e-9));
        }
    }

    private static List<Double> numbers(Controller controller) {
        return Pattern.compile("-?\\d+\\.\\d+(E-?\\d+)?")
                .matcher(controller.state())
                .results()
                .map(number -> Double.valueOf(number.group()))
                .toList();
    }

    @Test
    void creditThatIsTakenBackLeavesNothing() {
        Controller controller = create("thompson");
        controller.learn(Context.NONE, ARMS.get(0), 0.1);
        List<Double> before = numbers(controller);
        controller.credit(ARMS.get(0), 0.5);
        controller.credit(ARMS.get(0), 0.25);
        controller.credit(ARMS.get(0), -0.25);
        controller.credit(ARMS.get(0), -0.5);
        List<Double> after = numbers(controller);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).isCloseTo(before.get(i), within(1e-9));
        }
    }

    @Test
    void whatAnArmEarnedElsewhereIsExpectedOfItHereUntilItIsTried() {
        Controller controller = create("thompson");
        controller.expect(ARMS.get(0), 100, 60, 40);
        controller.expect(ARMS.get(1), 100, -20, 5);
        assertThat(share(controller, ARMS.get(0), ARMS.get(1))).isGreaterThan(0.9);
        String state = controller.state();
        controller.expect(ARMS.get(0), 100, -20, 5);
        controller.expect(ARMS.get(2), 0, 0, 0);
        assertThat(controller.state()).isEqualTo(state);
    }

    /** How often the first of two arms is chosen. */
    private static double share(Controller controller, Arm first, Arm second) {
        UniformRandomProvider random = random(3);
        int chosen = 0;
        for (int i = 0; i < 500; i++) {
            chosen += controller
                            .choose(Context.NONE, List.of(first, second), random)
                            .equals(first)
                    ? 1
                    : 0;
        }
        return chosen / 500.0;
    }
}
