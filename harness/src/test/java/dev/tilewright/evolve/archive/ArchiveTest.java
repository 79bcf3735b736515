package dev.tilewright.evolve.archive;

import static dev.tilewright.evolve.archive.Offers.candidate;
import static dev.tilewright.evolve.archive.Offers.child;
import static dev.tilewright.evolve.archive.Offers.elite;
import static dev.tilewright.evolve.archive.Offers.names;
import static dev.tilewright.evolve.archive.Offers.niche;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ArchiveTest {

    private static final Niche ROUND = Niche.of("shape", "round");
    private static final Niche SQUARE = Niche.of("shape", "square");

    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

    @Test
    void aNicheKeepsTheFittestOfItsKind() {
        Archive archive = new Archive();
        assertThat(archive.isEmpty()).isTrue();
        assertThat(archive.offer(0, ROUND, elite("a", 1))).isTrue();
        assertThat(archive.offer(0, SQUARE, elite("b", 0.5))).isTrue();
        assertThat(archive.offer(0, ROUND, elite("c", 1))).as("as fit").isFalse();
        assertThat(archive.offer(0, ROUND, elite("d", 0.9))).as("less fit").isFalse();
        assertThat(archive.offer(0, ROUND, elite("e", 1.1))).as("fitter").isTrue();

        assertThat(archive.elites()).containsExactly(elite("e", 1.1), elite("b", 0.5));
        assertThat(archive.fittest()).contains(elite("e", 1.1));
        assertThat(archive.isEmpty()).isFalse();
    }

    @Test
    void whatIsFitterOnlyWithinTheNoiseStandsBesideTheEliteAndIsNoProgress() {
        Archive archive = new Archive();
        archive.offer(0, ROUND, elite("a", 1, 0.03));
        // The difference of the two is known to within 0.05.
        assertThat(archive.offer(0, ROUND, elite("b", 1.049, 0.04))).isFalse();
        assertThat(archive.offer(0, ROUND, elite("c", 0.96, 0.03))).isFalse();
        assertThat(names(archive.elites())).containsExactly("b", "a");

        assertThat(archive.offer(0, ROUND, elite("d", 1.12, 0.03))).isTrue();
        assertThat(names(archive.elites())).containsExactly("d");
    }

    @Test
    void manySmallStepsWithinTheNoiseAddUpToProgress() {
        Archive archive = new Archive();
        archive.offer(0, ROUND, elite("a", 1, 0.03));
        assertThat(archive.offer(0, ROUND, elite("b", 1.03, 0.03))).isFalse();
        assertThat(archive.offer(0, ROUND, elite("c", 1.06, 0.03))).isTrue();
        assertThat(names(archive.elites())).containsExactly("c", "b");
    }

    @Test
    void aFewEqualsAreKeptAndEachIsAParentAsOftenAsTheOthers() {
        Archive archive = new Archive();
        for (int i = 0; i < 5; i++) {
            archive.offer(0, ROUND, elite("c" + i, 1 + i / 100.0, 0.5));
        }
        assertThat(names(archive.elites())).containsExactly("c4", "c3", "c2");

        Map<String, Integer> chosen = new HashMap<>();
        for (int i = 0; i < 9_000; i++) {
            chosen.merge(archive.parent(0, random).hash(), 1, Integer::sum);
        }
        assertThat(chosen).containsOnlyKeys("c2", "c3", "c4");
        assertThat(chosen.values()).allSatisfy(count -> assertThat(count).isCloseTo(3_000, within(200)));
    }

    @Test
    void whatIsRemovedGivesItsNicheBackToWhatItHadDisplaced() {
        Archive archive = new Archive();
        archive.offer(0, ROUND, elite("a", 1));
        archive.offer(0, ROUND, elite("cheat", 9));
        archive.offer(0, ROUND, elite("behind the cheat", 2));
        archive.offer(0, SQUARE, elite("b", 0.5));
        archive.remove(candidate("cheat"));
        assertThat(archive.elites()).containsExactly(elite("behind the cheat", 2), elite("b", 0.5));

        archive.remove(candidate("b"));
        archive.remove(candidate("nobody"));
        assertThat(archive.elites()).containsExactly(elite("behind the cheat", 2));
        assertThat(archive.offer(0, SQUARE, elite("worse", 0.1))).isTrue();
        assertThat(archive.offer(0, ROUND, elite("better", 3)))
                .as("the cheat is no mark any more")
                .isTrue();
    }

    @Test
    void whatIsRemovedFromAmongEqualsMakesPlaceForTheNextOfThem() {
        Archive archive = new Archive();
        for (int i = 0; i < 4; i++) {
            archive.offer(0, ROUND, elite("c" + i, 1 + i / 100.0, 0.5));
        }
        archive.remove(candidate("c2"));
        assertThat(names(archive.elites())).containsExactly("c3", "c1", "c0");
        archive.remove(candidate("c3"));
        assertThat(names(archive.elites())).containsExactly("c1", "c0");
    }

    @Test
    void theSameCandidateIsTakenInOnce() {
        Archive archive = new Archive();
        archive.offer(0, ROUND, elite("a", 1));
        assertThat(archive.offer(0, ROUND, elite("a", 2))).isFalse();
        assertThat(archive.elites()).containsExactly(elite("a", 1));
    }

    @Test
    void theMapSaysWhatLivesWhereAndWhatCameOfIt() {
        Archive archive = new Archive(2);
        archive.offer(0, ROUND, elite("a", 1));
        archive.offer(0, ROUND, elite("b", 0.5));
        archive.offer(1, SQUARE, new Elite(child("stranger", "a"), 1));
        archive.offer(0, SQUARE, new Elite(child("son", "a"), 2));
        archive.offer(0, ROUND, new Elite(child("daughter", "b"), 0.1));
        archive.offer(0, ROUND, new Elite(child("grandson", "son"), 0.1));
        archive.parent(1, random);

        assertThat(archive.map())
                .containsExactly(
                        new Occupied(0, ROUND, List.of(elite("a", 1)), 4, 0, 2),
                        new Occupied(0, SQUARE, List.of(new Elite(child("son", "a"), 2)), 1, 0, 1),
                        new Occupied(1, SQUARE, List.of(new Elite(child("stranger", "a"), 1)), 1, 1, 0));
    }

    @Test
    void theFittestIsTheParentMostOftenAndEveryEliteSometimes() {
        Archive archive = new Archive();
        Map<String, Integer> chosen = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            archive.offer(0, niche(i), elite("c" + i, i));
        }
        for (int i = 0; i < 20_000; i++) {
            chosen.merge(archive.parent(0, random).hash(), 1, Integer::sum);
        }
        // Half of the choices, and of the others those of a tournament of three: ((i + 1)³ - i³) / 5³ for the one of
        // rank i.
        assertThat(chosen.get("c4")).isCloseTo((int) (20_000 * (0.5 + 0.5 * 61 / 125)), within(300));
        assertThat(chosen.get("c2")).isCloseTo((int) (20_000 * 0.5 * 19 / 125), within(200));
        assertThat(chosen.get("c0")).isCloseTo((int) (20_000 * 0.5 * 1 / 125), within(40));
    }

    @Test
    void theSameOffersLeadToTheSameArchiveAndTheSameParents() {
        assertThat(history(3)).isEqualTo(history(3)).isNotEqualTo(history(4));
    }

    /** Returns what becomes of an archive with islands, in a search that draws everything from a seed. */
    private static List<Object> history(long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        Archive archive = new Archive(new IslandModel(3, 2, 6));
        List<Object> history = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int island = archive.island(random);
            ParentPolicy policy = ParentPolicies.of(ParentPolicies.NAMES.get(i % ParentPolicies.NAMES.size()));
            String parent = archive.isEmpty()
                    ? "nobody"
                    : archive.parent(island, policy, random).hash();
            Elite child = new Elite(child("c" + i, parent), random.nextDouble(), 0.02, List.of(random.nextDouble()));
            history.add(archive.offer(island, niche(random.nextInt(8)), child));
        }
        history.add(archive.map());
        history.add(archive.restarts());
        assertThat(archive.restarts()).isNotEmpty();
        return history;
    }

    @Test
    void anArchiveWithNothingInItHasNoParentAndOneWithoutIslandsIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Archive().parent(0, random))
                .withMessage("the archive is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Archive(0))
                .withMessage("an archive must have an island, not 0");
    }
}
