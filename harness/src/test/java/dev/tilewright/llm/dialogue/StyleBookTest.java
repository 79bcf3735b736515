package dev.tilewright.llm.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.llm.record.StyleRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which styles of prompt stay, by what they earned here and before. */
class StyleBookTest {

    private static PromptStyle style(String name, String... parents) {
        return new PromptStyle(name, "You are.", "Think.", PromptStyle.Evidence.SHORT, 0.5, List.of(parents));
    }

    private static Optional<PromptStyle> earns(StyleBook book, String name, double reward, int times) {
        Optional<PromptStyle> left = Optional.empty();
        for (int i = 0; i < times; i++) {
            left = book.earned(name, reward);
        }
        return left;
    }

    @Test
    void aStyleThatEarnsLessThanTheBestLeavesAfterAFairTrial() {
        StyleBook book = new StyleBook(List.of(style("a"), style("b"), style("c")), List.of());
        earns(book, "a", 0.5, 6);

        assertThat(earns(book, "b", 0, 5)).isEmpty();
        assertThat(earns(book, "b", 0, 1)).map(PromptStyle::name).contains("b");
        assertThat(book.inUse()).containsExactly("a", "c");
        assertThat(earns(book, "c", 0, 9)).as("two stay").isEmpty();
    }

    @Test
    void whatWasEarnedInEarlierRunsCounts() {
        StyleBook book = new StyleBook(
                List.of(style("a"), style("b"), style("c")),
                List.of(new StyleRecord("a", 10, 5, 2.5, false), new StyleRecord("b", 10, 0, 0, false)));

        assertThat(book.earned("b", 0)).map(PromptStyle::name).contains("b");
        assertThat(book.records())
                .anySatisfy(line -> assertThat(line).contains("a: ", "10 answers, mean reward 0.500"));
    }

    @Test
    void aLongPastCountsAsAFewAnswers() {
        StyleBook book = new StyleBook(
                List.of(style("a"), style("b"), style("c")), List.of(new StyleRecord("a", 1000, 1000, 1000, false)));
        earns(book, "b", 0.2, 12);

        assertThat(book.account("a").mean()).isEqualTo(1.0);
        earns(book, "a", 0, 36);
        assertThat(book.account("a").mean()).isEqualTo(0.25);
    }

    @Test
    void aNewStyleBeginsWithWhatItsParentsEarnedAndIsJudgedByItsOwnAnswers() {
        StyleBook book =
                new StyleBook(List.of(style("a"), style("b")), List.of(new StyleRecord("a", 9, 4.5, 3, false)));
        book.add(style("child", "a"));

        assertThat(book.account("child").mean()).isEqualTo(0.5);
        assertThat(book.account("child").answers()).isEqualTo(3);
        assertThat(book.records()).anySatisfy(line -> assertThat(line).contains("child: ", "not tried yet"));
        assertThat(earns(book, "child", -0.02, 5)).isEmpty();
        assertThat(earns(book, "child", -0.02, 1)).map(PromptStyle::name).contains("child");
    }
}
