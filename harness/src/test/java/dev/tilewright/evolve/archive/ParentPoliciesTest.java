package dev.tilewright.evolve.archive;

import static dev.tilewright.evolve.archive.Offers.candidate;
import static dev.tilewright.evolve.archive.Offers.elite;
import static dev.tilewright.evolve.archive.Offers.niche;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ParentPoliciesTest {

    private static final List<String> NAMES = ParentPolicies.NAMES;
    private static final int DRAWS = 20_000;

    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

    /** Five niches, each fitter than the one before. */
    private static List<Occupied> ladder(double spread) {
        return IntStream.range(0, 5)
                .mapToObj(i -> occupied(i, elite("c" + i, i, spread)))
                .toList();
    }

    private static Occupied occupied(int number, Elite elite) {
        return new Occupied(0, niche(number), List.of(elite), 1, 0, 0);
    }

    private static Occupied costing(int number, double fitness, double... costs) {
        List<Double> all = Arrays.stream(costs).boxed().toList();
        return occupied(number, new Elite(candidate("c" + number), fitness, 0.01, all));
    }

    /** Returns the share of draws that each niche had. */
    private double[] shares(String policy, List<Occupied> niches) {
        double[] shares = new double[niches.size()];
        for (int i = 0; i < DRAWS; i++) {
            shares[niches.indexOf(ParentPolicies.of(policy).choose(niches, random))] += 1.0 / DRAWS;
        }
        return shares;
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void everyPolicyReachesEveryNicheAndIsFoundByItsName(String name) {
        assertThat(ParentPolicies.of(name).name()).isEqualTo(name);
        for (double share : shares(name, ladder(0))) {
            assertThat(share).isGreaterThan(0.002);
        }
        List<Occupied> alone = ladder(0).subList(0, 1);
        assertThat(ParentPolicies.of(name).choose(alone, random)).isEqualTo(alone.getFirst());
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void whereAllAreEquallyFitEachIsChosenEquallyOften(String name) {
        assertThat(shares(name, ladder(100))).containsExactly(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, within(0.02));
    }

    @Test
    void aNameThatNobodyHasIsRefusedWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParentPolicies.of("best"))
                .withMessage("no parent policy is called best; there are fittest-or-tournament, power-law, tournament,"
                        + " pareto, novelty, uniform");
    }

    @Test
    void theUsualOneTakesTheFittestEveryOtherTime() {
        assertThat(ParentPolicies.USUAL.name()).isEqualTo("fittest-or-tournament");
        assertThat(shares("fittest-or-tournament", ladder(0))[4]).isCloseTo(0.5 + 0.5 * 61 / 125, within(0.02));
    }

    @Test
    void thePowerLawFollowsTheRankAndNotHowMuchFitterANicheIs() {
        double sum = 1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0 + 1 / 5.0;
        double[] expected = {1 / 5.0 / sum, 1 / 4.0 / sum, 1 / 3.0 / sum, 1 / 2.0 / sum, 1 / sum};
        assertThat(shares("power-law", ladder(0))).containsExactly(expected, within(0.02));
        List<Occupied> two = List.of(occupied(0, elite("a", 0)), occupied(1, elite("b", 1000)));
        assertThat(shares("power-law", two)).containsExactly(new double[] {1 / 3.0, 2 / 3.0}, within(0.02));
    }

    @Test
    void aTournamentPrefersTheFitter() {
        double[] expected = {1 / 125.0, 7 / 125.0, 19 / 125.0, 37 / 125.0, 61 / 125.0};
        assertThat(shares("tournament", ladder(0))).containsExactly(expected, within(0.02));
    }

    @Test
    void aFrontHoldsWhatNothingElseBeatsInAllRespects() {
        List<Occupied> niches = List.of(
                costing(0, 3, 64, 2),
                costing(1, 2, 32, 2),
                costing(2, 2, 64, 2),
                costing(3, 1, 64, 3),
                costing(4, 1.999, 16, 2));
        assertThat(Pareto.fronts(niches)).containsExactly(0, 1, 2, 3, 0);
    }

    @Test
    void slowerKernelsThatTakeLessAreParentsAsOftenAsTheFastest() {
        List<Occupied> niches = List.of(costing(0, 3, 64), costing(1, 2, 32), costing(2, 2, 64));
        // The last one loses to either of the others.
        assertThat(shares("pareto", niches)).containsExactly(new double[] {4 / 9.0, 4 / 9.0, 1 / 9.0}, within(0.02));
    }

    @Test
    void resourcesThatAreNotTheSameCannotBeCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pareto.fronts(List.of(costing(0, 1, 1), costing(1, 1, 1, 1))))
                .withMessage("candidates of one domain count the same resources, not [1.0, 1.0] and [1.0]");
    }

    @Test
    void noveltyPrefersANicheThatWasSeldomChosen() {
        Archive archive = new Archive();
        ParentPolicy novelty = ParentPolicies.of("novelty");
        for (int i = 0; i < 5; i++) {
            archive.offer(0, niche(i), elite("c" + i, i));
        }
        for (int i = 0; i < 1000; i++) {
            archive.parent(0, novelty, random);
        }
        assertThat(archive.map())
                .extracting(Occupied::chosen)
                .allSatisfy(chosen -> assertThat(chosen).isBetween(150, 250));
        archive.offer(0, niche(5), elite("new", -1));
        for (int i = 0; i < 40; i++) {
            archive.parent(0, novelty, random);
        }
        assertThat(archive.map().getLast().chosen()).isGreaterThan(25);
    }
}
