package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdaptiveIntensityPolicyTest {

    private static final List<Arm> MOVES = IntStream.range(0, 10)
            .mapToObj(arm -> Arm.of("transform", "t" + arm))
            .toList();

    private static final List<Arm> ISLANDS = List.of(Arm.of("island", "0"), Arm.of("island", "1"));

    private final AdaptiveIntensityPolicy policy = new AdaptiveIntensityPolicy();
    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

    @BeforeEach
    void triesEachMove() {
        MOVES.forEach(move -> learn(move, move.equals(MOVES.getFirst()) ? 0.2 : -0.05));
    }

    private void learn(Arm arm, double reward) {
        policy.learn(Context.NONE, arm, reward);
    }

    private int choicesOfTheBest() {
        return (int) IntStream.range(0, 1000)
                .filter(_ -> policy.choose(Context.NONE, MOVES, random).equals(MOVES.getFirst()))
                .count();
    }

    @Test
    void itExploresLessWhileGainsAreLargeAndMoreOnceTheyDryUp() {
        IntStream.range(0, 20).forEach(_ -> learn(MOVES.getFirst(), 0.5));
        assertThat(choicesOfTheBest()).as("while gains are large").isBetween(650, 900);
        IntStream.range(0, 60).forEach(_ -> learn(MOVES.getFirst(), 0));
        assertThat(choicesOfTheBest()).as("when there are none").isBetween(450, 600);
    }

    @Test
    void exploringItPrefersArmsThatWereTriedLess() {
        IntStream.range(1, 9).forEach(move -> IntStream.range(0, 10).forEach(_ -> learn(MOVES.get(move), -0.05)));
        long untried = IntStream.range(0, 1000)
                .filter(_ -> policy.choose(Context.NONE, MOVES, random).equals(MOVES.getLast()))
                .count();
        assertThat(untried).as("choices of the arm that was tried once").isBetween(60L, 130L);
    }

    @Test
    void itGoesWhereIslandsImproveAndComesBackWhenTheyStop() {
        for (int i = 0; i < 20; i++) {
            learn(ISLANDS.get(0), -0.02);
            learn(ISLANDS.get(1), 0.3);
        }
        assertThat(policy.choose(Context.NONE, ISLANDS, random)).isEqualTo(ISLANDS.get(1));
        int first = 0;
        for (int i = 0; i < 200; i++) {
            Arm island = policy.choose(Context.NONE, ISLANDS, random);
            learn(island, 0);
            first += island.equals(ISLANDS.get(0)) ? 1 : 0;
        }
        assertThat(first).as("choices of the other island").isBetween(50, 150);
    }

    @Test
    void eachIslandHasItsOwnIntensity() {
        for (int i = 0; i < 20; i++) {
            learn(ISLANDS.get(0), -0.02);
            learn(ISLANDS.get(1), 0.5);
        }
        policy.choose(Context.NONE, ISLANDS.subList(0, 1), random);
        int idle = choicesOfTheBest();
        policy.choose(Context.NONE, ISLANDS.subList(1, 2), random);
        assertThat(choicesOfTheBest()).isGreaterThan(idle + 100);
    }

    @Test
    void aGainThatIsRefutedDoesNotHoldBackExploring() {
        IntStream.range(0, 60).forEach(_ -> learn(MOVES.getFirst(), 0.01));
        String before = policy.state();
        int explored = 1000 - choicesOfTheBest();
        learn(MOVES.getFirst(), 2);
        assertThat(1000 - choicesOfTheBest()).isLessThan(explored - 80);
        policy.revise(Context.NONE, MOVES.getFirst(), 2, 0.01);
        assertThat(1000 - choicesOfTheBest()).isBetween(explored - 60, explored + 60);
        assertThat(policy.state()).isNotEqualTo(before);
    }
}
