package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.evolve.candidate.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every policy does, by the names that {@link Policies} knows. */
class PolicyContractTest {

    private static final String EVERY = "dev.tilewright.evolve.control.Policies#NAMES";

    private static final List<Arm> MOVES = IntStream.range(0, 10)
            .mapToObj(arm -> arm < 8 ? Arm.of("transform", "t" + arm) : Arm.of("operator" + arm))
            .toList();

    private static final List<List<Arm>> DECISION = List.of(
            arms("island", "0", "1", "2"),
            arms("parents", "fittest", "any"),
            MOVES,
            arms("transform-strength", "1", "2", "4"),
            arms("drafts", "1", "8"));

    private static List<Arm> arms(String kind, String... choices) {
        return Stream.of(choices).map(choice -> Arm.of(kind, choice)).toList();
    }

    static List<String> learning() {
        return Policies.NAMES.stream().filter(name -> !name.equals("uniform")).toList();
    }

    private static Controller create(String name) {
        return Policies.create(name, Optional.empty());
    }

    private static UniformRandomProvider random(long seed) {
        return RandomSource.XO_SHI_RO_256_PP.create(seed);
    }

    /** A gain with some chance, and otherwise a small loss. */
    private static double reward(double chance, UniformRandomProvider world) {
        return world.nextDouble() < chance ? 0.2 + 0.6 * world.nextDouble() : -0.1 * world.nextDouble();
    }

    private static Context context(UniformRandomProvider world) {
        return new Context(
                new TreeMap<>(Map.of("size M", 10.0, "cpu", 1.0)),
                new TreeMap<>(Map.of("unroll", (double) world.nextInt(3), "stage", (double) world.nextInt(2))),
                world.nextInt(50),
                world.nextDouble());
    }

    /** Takes decisions of several arms each, with everything that may happen to them, and returns what was chosen. */
    private static List<Arm> live(Controller controller, int steps, long seed) {
        UniformRandomProvider random = random(seed);
        UniformRandomProvider world = random(seed + 1);
        List<Arm> all = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            Context context = context(world);
            List<Arm> chosen = new ArrayList<>();
            for (List<Arm> available : DECISION) {
                List<Arm> some = available.subList(world.nextInt(available.size()), available.size());
                chosen.add(controller.choose(context, some, random));
                assertThat(some).contains(chosen.getLast());
            }
            double reward = reward(0.2, world);
            chosen.forEach(arm -> controller.learn(context, arm, reward));
            switch (step % 10) {
                case 3 -> chosen.forEach(arm -> controller.revise(context, arm, reward, -0.3));
                case 5 -> controller.credit(chosen.get(2), 0.1);
                case 6 -> controller.credit(chosen.get(2), -0.05);
                case 7 -> controller.inherit(Arm.of("llm-style", "derived" + step), chosen);
                case 8 -> controller.expect(Arm.of("llm-style", "known" + step), 5, 0.5, 0.3);
                default -> {}
            }
            all.addAll(chosen);
        }
        return all;
    }

    @ParameterizedTest
    @FieldSource(EVERY)
    void theSameStateAndSeedChooseTheSame(String name) {
        Controller first = create(name);
        Controller second = create(name);
        assertThat(first.name()).isEqualTo(name);
        assertThat(live(first, 200, 5)).isEqualTo(live(second, 200, 5));
        assertThat(first.state()).isEqualTo(second.state());
    }

    @ParameterizedTest
    @FieldSource(EVERY)
    void aPolicyThatIsRestoredGoesOnAsIfItHadNotBeenInterrupted(String name) {
        Controller kept = create(name);
        live(kept, 150, 7);
        Controller restored = Policies.create(name, Optional.of(kept.state()));
        assertThat(restored.state()).isEqualTo(kept.state());
        assertThat(live(restored, 1000, 8)).isEqualTo(live(kept, 1000, 8));
        assertThat(restored.state()).isEqualTo(kept.state());
        assertThat(restored.beliefs()).isEqualTo(kept.beliefs());
    }

    @ParameterizedTest
    @FieldSource(EVERY)
    void armsThatWereNeverOfferedMayBePaid(String name) {
        Controller controller = create(name);
        Arm unknown = Arm.of("unknown", "arm");
        controller.revise(Context.NONE, Arm.of("revised"), 0.5, -0.3);
        controller.credit(Arm.of("credited"), -0.2);
        controller.inherit(Arm.of("orphan"), List.of());
        controller.inherit(Arm.of("child"), List.of(unknown));
        controller.expect(Arm.of("expected"), 0, 0, 0);
        controller.expect(Arm.of("expected"), 10, 1, 2);
        controller.learn(context(random(1)), unknown, 0.1);
        List<Arm> all = List.of(unknown, Arm.of("revised"), Arm.of("credited"), Arm.of("orphan"), Arm.of("expected"));
        assertThat(all).contains(controller.choose(Context.NONE, all, random(2)));
        assertThat(controller.beliefs().values()).allSatisfy(belief -> {
            assertThat(belief.mean()).isBetween(-5.0, 5.0);
            assertThat(belief.deviation()).isBetween(0.0, 2.0);
            assertThat(belief.weight()).isBetween(0.0, 10.0);
        });
    }

    @ParameterizedTest
    @FieldSource(EVERY)
    void nothingToChooseFromIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(name).choose(Context.NONE, List.of(), random(1)))
                .withMessage("there is no arm to choose from");
    }

    @ParameterizedTest
    @MethodSource("learning")
    void aStateOfAnotherPolicyIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.create(name, Optional.of("{\"policy\":\"another\"}")))
                .withMessageStartingWith("not the state of the controller " + name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.create(name, Optional.of("{\"policy\":\"%s\"}".formatted(name))))
                .withMessageStartingWith("not the state of the controller " + name);
    }

    /** The arm is paid the same reward in the end, and two others in between. */
    @ParameterizedTest
    @MethodSource("learning")
    void aRewardThatIsRefutedLeavesAlmostNothing(String name) {
        double believed = afterwards(name, 1.5, true);
        double right = afterwards(name, -0.3, false);
        double wrong = afterwards(name, 1.5, false);
        assertThat(wrong - right).as("what the wrong reward does").isGreaterThan(0.05);
        assertThat(Math.abs(believed - right)).as("what is left of it").isLessThan(0.2 * (wrong - right));
    }

    private static double afterwards(String name, double reward, boolean refuted) {
        Controller controller = create(name);
        live(controller, 100, 3);
        Context context = context(random(4));
        controller.choose(context, MOVES, random(4));
        controller.learn(context, MOVES.getFirst(), reward);
        controller.learn(context, MOVES.get(1), -0.05);
        controller.learn(context, MOVES.get(2), 0.2);
        if (refuted) {
            controller.revise(context, MOVES.getFirst(), reward, -0.3);
        }
        return mean(controller, MOVES.getFirst());
    }

    private static double mean(Controller controller, Arm arm) {
        return Optional.ofNullable(controller.beliefs().get(arm.toString()))
                .orElseThrow()
                .mean();
    }

    @ParameterizedTest
    @MethodSource("learning")
    void anArmThatPaidEarlyAndStoppedPayingLosesItsLead(String name) {
        Controller controller = create(name);
        UniformRandomProvider random = random(3);
        Arm early = MOVES.get(0);
        Arm late = MOVES.get(1);
        int chosen = 0;
        for (int i = 0; i < 600; i++) {
            Arm arm = controller.choose(Context.NONE, List.of(early, late), random);
            controller.learn(Context.NONE, arm, arm.equals(i < 300 ? early : late) ? 0.3 : -0.1);
            chosen += i >= 500 && arm.equals(late) ? 1 : 0;
        }
        assertThat(chosen).as("choices of what pays now, of the last 100").isGreaterThan(75);
        assertThat(mean(controller, late)).isGreaterThan(mean(controller, early));
    }

    @ParameterizedTest
    @MethodSource("learning")
    void whereGainsAreRareThePolicyCollectsManyMoreThanUniform(String name) {
        double learned = 0;
        double uniform = 0;
        for (long seed = 1; seed <= 10; seed++) {
            learned += collected(name, seed);
            uniform += collected("uniform", seed);
        }
        assertThat(uniform / 10).isBetween(-10.0, 10.0);
        assertThat(learned / 10).as("rewards in 500 steps").isGreaterThan(22);
    }

    /** One of ten arms gains in 30 % of its tries, the others in 5 %. */
    private static double collected(String name, long seed) {
        Controller controller = create(name);
        UniformRandomProvider random = random(seed);
        UniformRandomProvider world = random(seed + 1000);
        double total = 0;
        for (int i = 0; i < 500; i++) {
            Arm arm = controller.choose(Context.NONE, MOVES, random);
            double reward = reward(arm.equals(MOVES.get(7)) ? 0.30 : 0.05, world);
            controller.learn(Context.NONE, arm, reward);
            total += reward;
        }
        if (!name.equals("uniform")) {
            double best = mean(controller, MOVES.get(7));
            long above = controller.beliefs().values().stream()
                    .filter(belief -> belief.mean() > best)
                    .count();
            assertThat(above).as("arms believed to be better than the best").isLessThanOrEqualTo(2);
        }
        return total;
    }

    @Test
    void uniformBelievesNothing() {
        Controller controller = create("uniform");
        live(controller, 20, 1);
        assertThat(controller.beliefs()).isEmpty();
    }

    /** All arms of a decision are paid the same; a gain needs the right move, and is likelier with the right strength. */
    @ParameterizedTest
    @MethodSource("learning")
    void armsOfSeveralKindsAreLearnedFromTheRewardThatTheyShare(String name) {
        int moves = 0;
        int strengths = 0;
        for (long seed = 1; seed <= 3; seed++) {
            Controller controller = create(name);
            UniformRandomProvider random = random(seed);
            UniformRandomProvider world = random(seed + 1000);
            for (int i = 0; i < 900; i++) {
                List<Arm> chosen = DECISION.stream()
                        .map(available -> controller.choose(Context.NONE, available, random))
                        .toList();
                boolean move = chosen.contains(MOVES.get(4));
                boolean strength = chosen.contains(Arm.of("transform-strength", "2"));
                double reward = reward(move ? strength ? 0.6 : 0.15 : 0.03, world);
                chosen.forEach(arm -> controller.learn(Context.NONE, arm, reward));
                moves += move && i >= 600 ? 1 : 0;
                strengths += strength && i >= 600 ? 1 : 0;
            }
        }
        assertThat(moves).as("choices of the best move of ten, of 900").isGreaterThan(450);
        assertThat(strengths)
                .as("choices of the best strength of three, of 900")
                .isGreaterThan(450);
    }

    /** Which of six arms is the best follows from a feature of the parent; three other features say nothing. */
    @ParameterizedTest
    @FieldSource("CONTEXTUAL")
    void whereTheBestArmFollowsFromAFeatureContextualPoliciesBeatThompson(String name) {
        double seeing = 0;
        double blind = 0;
        for (long seed = 1; seed <= 5; seed++) {
            seeing += collectedInContext(name, seed);
            blind += collectedInContext("thompson", seed);
        }
        assertThat(blind / 5).isBetween(40.0, 90.0);
        assertThat(seeing).isGreaterThan(1.4 * blind);
    }

    static final List<String> CONTEXTUAL = List.of("contextual", "reinforce");

    private static double collectedInContext(String name, long seed) {
        Controller controller = create(name);
        UniformRandomProvider random = random(seed);
        UniformRandomProvider world = random(seed + 1000);
        double total = 0;
        for (int i = 0; i < 1000; i++) {
            boolean staged = world.nextBoolean();
            Context context = new Context(
                    new TreeMap<>(Map.of("size M", 10.0)),
                    new TreeMap<>(Map.of("stage", staged ? 3.0 : 1.0, "unroll", (double) world.nextInt(4))),
                    world.nextInt(50),
                    1 - i / 1000.0);
            Arm arm = controller.choose(context, MOVES.subList(0, 6), random);
            double reward = reward(arm.equals(MOVES.get(staged ? 0 : 1)) ? 0.4 : 0.05, world);
            controller.learn(context, arm, reward);
            total += reward;
        }
        return total;
    }
}
