package dev.tilewright.evolve.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.archive.Archive.Elite;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Lineage;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    private static final Niche ROUND = new Niche("round");
    private static final Niche SQUARE = new Niche("square");

    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

    private record Named(String hash) implements Genome {}

    private static Candidate candidate(String name) {
        return new Candidate(new Named(name), Lineage.seed(name));
    }

    @Test
    void aNicheKeepsTheFittestOfItsKind() {
        Archive archive = new Archive();
        assertThat(archive.isEmpty()).isTrue();
        assertThat(archive.offer(0, ROUND, candidate("a"), 1)).isTrue();
        assertThat(archive.offer(0, SQUARE, candidate("b"), 0.5)).isTrue();
        assertThat(archive.offer(0, ROUND, candidate("c"), 1)).as("as fit").isFalse();
        assertThat(archive.offer(0, ROUND, candidate("d"), 0.9)).as("less fit").isFalse();
        assertThat(archive.offer(0, ROUND, candidate("e"), 1.1)).as("fitter").isTrue();

        assertThat(archive.elites()).containsExactly(new Elite(candidate("e"), 1.1), new Elite(candidate("b"), 0.5));
        assertThat(archive.fittest()).contains(new Elite(candidate("e"), 1.1));
        assertThat(archive.isEmpty()).isFalse();
    }

    @Test
    void whatIsRemovedGivesItsNicheBackToWhatItHadDisplaced() {
        Archive archive = new Archive();
        archive.offer(0, ROUND, candidate("a"), 1);
        archive.offer(0, ROUND, candidate("cheat"), 9);
        archive.offer(0, ROUND, candidate("behind the cheat"), 2);
        archive.offer(0, SQUARE, candidate("b"), 0.5);
        archive.remove(candidate("cheat"));
        assertThat(archive.elites())
                .containsExactly(new Elite(candidate("behind the cheat"), 2), new Elite(candidate("b"), 0.5));

        archive.remove(candidate("b"));
        archive.remove(candidate("nobody"));
        assertThat(archive.elites()).containsExactly(new Elite(candidate("behind the cheat"), 2));
        assertThat(archive.offer(0, SQUARE, candidate("worse"), 0.1)).isTrue();
    }

    @Test
    void islandsAreApartUntilTheFittestOfEachVisitsTheNext() {
        Archive archive = new Archive(3);
        for (int i = 0; i < 59; i++) {
            assertThat(archive.offer(i % 3, new Niche("n" + i % 3), candidate("c" + i), i))
                    .isTrue();
        }
        assertThat(archive.elites()).extracting(Elite::fitness).containsExactly(57.0, 58.0, 56.0);
        archive.offer(2, new Niche("n2"), candidate("c59"), 59);
        assertThat(archive.elites())
                .extracting(Elite::fitness)
                .as("own and visitor of each island")
                .containsExactly(57.0, 59.0, 58.0, 57.0, 59.0, 58.0);

        archive.remove(candidate("c59"));
        assertThat(archive.elites())
                .extracting(Elite::fitness)
                .as("it is gone wherever it had been")
                .containsExactly(57.0, 58.0, 57.0, 56.0, 58.0);
    }

    @Test
    void aVisitorDoesNotDisplaceAFitterElite() {
        Archive archive = new Archive(2);
        archive.offer(1, ROUND, candidate("native"), 100);
        for (int i = 1; i < 40; i++) {
            archive.offer(0, ROUND, candidate("c" + i), i);
        }
        assertThat(archive.elites()).extracting(Elite::fitness).containsExactly(100.0, 100.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void everyIslandIsChosenEquallyOften(int islands) {
        Archive archive = new Archive(islands);
        assertThat(archive.islands()).isEqualTo(islands);
        Map<Integer, Integer> chosen = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            chosen.merge(archive.island(random), 1, Integer::sum);
        }
        assertThat(chosen).hasSize(islands);
        assertThat(chosen.values()).allSatisfy(count -> assertThat(count).isCloseTo(10_000 / islands, within(250)));
    }

    @Test
    void theFittestIsTheParentMostOftenAndEveryEliteSometimes() {
        Archive archive = new Archive();
        Map<String, Integer> chosen = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            archive.offer(0, new Niche("n" + i), candidate("c" + i), i);
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
    void anIslandWithoutElitesTakesParentsFromTheOthers() {
        Archive archive = new Archive(2);
        archive.offer(1, ROUND, candidate("a"), 1);
        assertThat(archive.parent(0, random)).isEqualTo(candidate("a"));
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
