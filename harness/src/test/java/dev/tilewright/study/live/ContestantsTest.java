package dev.tilewright.study.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.kernels.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestantsTest {

    @Test
    void eachPartThatIsLeftOutIsAContestantBesideThoseThatWereNamed() {
        assertThat(Contestants.of(List.of("random", "full"), List.of(Part.CREDIT, Part.MEMORY, Part.CREDIT)))
                .extracting(Contestant::name)
                .containsExactly("random", "full", "without-credit", "without-memory");
        assertThat(Contestants.of(List.of(), List.of()))
                .extracting(Contestant::name)
                .containsExactlyElementsOf(Contestants.names());
    }

    @Test
    void theFullSearchLacksNothingAndMapElitesAllThatLearns() {
        List<Contestant> both = Contestants.of(List.of("full", "map-elites"), List.of());
        assertThat(both.getFirst().without()).isEmpty();
        assertThat(both.getLast().without())
                .contains(Part.MEMORY, Part.CREDIT, Part.CONTROLLER, Part.SURROGATE)
                .doesNotContain(Part.NUMBERS);
    }

    @Test
    void anUnknownNameIsToldWithThoseThatThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Contestants.of(List.of("magic"), List.of()))
                .withMessage("no search is called magic; there are full, map-elites, genetic-programming, random");
    }
}
