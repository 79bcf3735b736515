package dev.tilewright.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> NAMES = List.of("matmul", "matvec", "softmax", "sum", "TILE", "N");

    @ParameterizedTest
    @CsvSource({
        "matmull, matmul", // a letter too many
        "mtamul, matmul", // neighbours that are swapped
        "Matmul, matmul", // another case
        "soft, softmax", // the beginning of a name
        "sun, sum",
        "tiles, TILE",
        "M, N"
    })
    void theNearestNameIsSuggested(String unknown, String meant) {
        assertThat(Suggestion.forName(unknown, NAMES)).isEqualTo(" (did you mean %s?)".formatted(meant));
    }

    @Test
    void whereNoNameIsNearNothingIsSuggested() {
        assertThat(Suggestion.forName("convolution", NAMES)).isEmpty();
        assertThat(Suggestion.forName("anything", List.of())).isEmpty();
        assertThat(Suggestion.forName("", List.of("matmul"))).isEmpty();
    }
}
