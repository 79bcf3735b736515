package dev.tilewright.evolve.archive;

import static dev.tilewright.evolve.archive.Offers.candidate;
import static dev.tilewright.evolve.archive.Offers.elite;
import static dev.tilewright.evolve.archive.Offers.names;
import static dev.tilewright.evolve.archive.Offers.niche;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.archive.Archive.Restart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Islands live apart, visit each other, and begin again where nothing comes of them. */
class IslandsTest {

    private static final IslandModel IMPATIENT = new IslandModel(2, 1000, 5);

    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);

    private static List<String> on(int island, Archive archive) {
        return names(archive.map().stream()
                .filter(niche -> niche.island() == island)
                .map(Occupied::elite)
                .toList());
    }

    @Test
    void islandsAreApartUntilTheFittestOfEachVisitsTheNext() {
        Archive archive = new Archive(3);
        for (int i = 0; i < 59; i++) {
            assertThat(archive.offer(i % 3, niche(i % 3), elite("c" + i, i))).isTrue();
        }
        assertThat(archive.elites()).extracting(Elite::fitness).containsExactly(57.0, 58.0, 56.0);
        archive.offer(2, niche(2), elite("c59", 59));
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
        archive.offer(1, niche(0), elite("native", 100));
        for (int i = 1; i < 40; i++) {
            archive.offer(0, niche(0), elite("c" + i, i));
        }
        assertThat(archive.elites()).extracting(Elite::fitness).containsExactly(100.0, 100.0);
    }

    @Test
    void whatIsFitterWithinTheNoiseBringsNoMigrationNearer() {
        Archive archive = new Archive(new IslandModel(2, 1, 1000));
        archive.offer(0, niche(0), elite("a", 1, 0.1));
        archive.offer(0, niche(0), elite("b", 1.1, 0.1));
        assertThat(on(1, archive)).isEmpty();
        archive.offer(0, niche(0), elite("c", 2, 0.1));
        assertThat(on(1, archive)).containsExactly("c");
    }

    @Test
    void anIslandWithoutProgressBeginsAgainWithElitesOfTheOthersThatAreUnlikeEachOther() {
        Archive archive = new Archive(IMPATIENT);
        archive.offer(1, niche(0), elite("stuck", 1));
        archive.offer(0, Niche.of("x", 0).and("y", 0), elite("fittest", 5));
        archive.offer(0, Niche.of("x", 0).and("y", 1), elite("near", 4));
        archive.offer(0, Niche.of("x", 1).and("y", 1), elite("far", 2));
        archive.offer(0, Niche.of("x", 0).and("y", 2), elite("near too", 3));
        for (int i = 0; i < 4; i++) {
            archive.offer(1, niche(i), elite("worse" + i, 0.5));
        }
        assertThat(archive.restarts()).isEmpty();
        archive.offer(1, niche(4), elite("worse4", 0.5));

        assertThat(archive.restarts()).hasSize(1);
        Restart restart = archive.restarts().getFirst();
        assertThat(restart.offers()).isEqualTo(10);
        assertThat(restart.island()).isEqualTo(1);
        assertThat(names(restart.settlers())).containsExactly("fittest", "far", "near");
        assertThat(on(1, archive)).containsExactly("fittest", "far", "near");
        assertThat(on(0, archive)).containsExactly("fittest", "near", "far", "near too");
    }

    @Test
    void whatIsFitterWithinTheNoiseDoesNotKeepAnIslandFromBeingRestarted() {
        Archive archive = new Archive(IMPATIENT);
        archive.offer(1, niche(0), elite("stuck", 1, 0.2));
        archive.offer(0, niche(0), elite("fittest", 5));
        for (int i = 0; i < 5; i++) {
            archive.offer(1, niche(0), elite("as fit" + i, 1.1, 0.2));
        }
        assertThat(archive.restarts()).hasSize(1);
        assertThat(on(1, archive)).containsExactly("fittest");
    }

    @Test
    void progressKeepsAnIslandFromBeingRestarted() {
        Archive archive = new Archive(IMPATIENT);
        for (int i = 0; i < 40; i++) {
            archive.offer(0, niche(0), elite("leader" + i, 100 + i));
            archive.offer(1, niche(0), elite("follower" + i, i % 5 == 4 ? i : -1));
        }
        assertThat(archive.restarts()).isEmpty();
    }

    @Test
    void noIslandIsRestartedWhereAllAreStuckOrWhereTheFittestLives() {
        Archive archive = new Archive(IMPATIENT);
        archive.offer(0, niche(0), elite("first", 1));
        archive.offer(1, niche(0), elite("fittest", 5));
        for (int i = 0; i < 20; i++) {
            archive.offer(1, niche(0), elite("worse" + i, 0.5));
        }
        assertThat(archive.restarts()).as("nobody made progress").isEmpty();
        archive.offer(0, niche(0), elite("second", 2));
        archive.offer(1, niche(0), elite("worse", 0.5));
        assertThat(archive.restarts()).as("it has the fittest").isEmpty();
        assertThat(archive.fittest()).contains(elite("fittest", 5));
    }

    @Test
    void anIslandAloneIsNeverRestarted() {
        Archive archive = new Archive(new IslandModel(1, 20, 1));
        for (int i = 0; i < 20; i++) {
            archive.offer(0, niche(0), elite("c" + i, -i));
        }
        assertThat(archive.restarts()).isEmpty();
        assertThat(archive.fittest()).contains(elite("c0", 0));
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
    void anIslandWithoutElitesTakesParentsFromTheOthers() {
        Archive archive = new Archive(2);
        archive.offer(1, niche(0), elite("a", 1));
        assertThat(archive.parent(0, random)).isEqualTo(candidate("a"));
    }
}
