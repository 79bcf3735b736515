package dev.tilewright.evolve.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class NicheTest {

    private static final Niche WIDE = Niche.of("lanes", 16).and("launches", 1);

    @Test
    void aNicheIsReadByItsAxesAndInOneLine() {
        assertThat(WIDE.value("lanes")).contains("16");
        assertThat(WIDE.value("tile")).isEmpty();
        assertThat(WIDE.description()).isEqualTo("lanes 16, launches 1");
        assertThat(WIDE)
                .isEqualTo(
                        new Niche(List.of(new Niche.Coordinate("lanes", "16"), new Niche.Coordinate("launches", "1"))));
    }

    @Test
    void nichesAreAsFarApartAsTheAxesOnWhichTheyDiffer() {
        assertThat(WIDE.distance(WIDE)).isZero();
        assertThat(WIDE.distance(Niche.of("lanes", 8).and("launches", 1))).isEqualTo(1);
        assertThat(WIDE.distance(Niche.of("lanes", 16))).isEqualTo(1);
        assertThat(WIDE.distance(Niche.of("kernel", "own"))).isEqualTo(3);
    }

    @Test
    void anAxisHasOneValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WIDE.and("lanes", 8))
                .withMessage("a niche has the axis lanes twice");
    }
}
