package dev.tilewright.evolve.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {

    private static Decision decision(int island, String move, Map<String, String> choices) {
        Arm arm = Arm.parse(move);
        return new Decision(3, island, arm.kind(), arm.choice(), new TreeMap<>(choices));
    }

    @Test
    void aDecisionIsWrittenAsOneWordWithoutItsTurn() {
        assertThat(decision(0, "transform:vectorize", Map.of())).hasToString("transform:vectorize");
        assertThat(decision(0, "tune", Map.of("strength", "2"))).hasToString("tune[strength=2]");
        assertThat(decision(1, "cross", Map.of())).hasToString("cross@1");
        assertThat(decision(12, "llm:stage", Map.of("model", "gemma3:4b", "form", "edit")))
                .hasToString("llm:stage[form=edit,model=gemma3:4b]@12");
    }

    /** The second and third were written by version 0.1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cross",
                "transform:vectorize",
                "llm:vectorize[form=edit,model=gemma3]",
                "llm[form=rewrite,model=gemma3:4b,temperature=0.7]",
                "llm:vectorize[model=a@b]",
                "tune[strength=2]@3"
            })
    void whatWasWrittenIsRead(String text) {
        Decision decision = Decision.parse(8, text);
        assertThat(decision).hasToString(text);
        assertThat(decision.turn()).isEqualTo(8);
        assertThat(Decision.parse(8, decision.toString())).isEqualTo(decision);
    }

    @Test
    void everyPartOfADecisionIsRead() {
        assertThat(Decision.parse(8, "llm:vectorize[form=edit,model=gemma3]@2"))
                .isEqualTo(new Decision(
                        8,
                        2,
                        "llm",
                        Optional.of("vectorize"),
                        new TreeMap<>(Map.of("form", "edit", "model", "gemma3"))));
        assertThat(Decision.parse(1, "cross"))
                .isEqualTo(new Decision(1, 0, "cross", Optional.empty(), new TreeMap<>()));
    }

    @Test
    void decisionsOfAllKindsAreReadAsTheyWereWritten() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            Decision decision = new Decision(
                    random.nextInt(1000),
                    random.nextInt(3),
                    word(random, "abc-1"),
                    random.nextBoolean() ? Optional.of(word(random, "abc-:1")) : Optional.empty(),
                    new TreeMap<>());
            for (int choice = random.nextInt(3); choice > 0; choice--) {
                decision = decision.with(word(random, "abc-1"), word(random, "abc-:@=./1"));
            }
            assertThat(Decision.parse(decision.turn(), decision.toString())).isEqualTo(decision);
        }
    }

    private static String word(Random random, String letters) {
        StringBuilder word = new StringBuilder();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":a", "a[b]", "a[]", "a[b=1", "a@b", "a@", "a[b=1]c"})
    void whatIsNoDecisionIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decision.parse(1, text))
                .withMessageStartingWith("\"" + text + "\" is no decision");
    }

    /** Memory would have such a decision, and could not read it again. */
    @ParameterizedTest
    @CsvSource({
        "a@b,,,",
        "a[b,,,",
        "'a:b',,,",
        "'',,,",
        "a,b@1,,",
        "a,b[1],,",
        "a,'',,",
        "a,,n=,1",
        "a,,'n,',1",
        "a,,'',1",
        "a,,n,']'",
        "a,,n,'1,2'"
    })
    void whatCouldNotBeReadAgainIsRefused(String operator, String transformation, String name, String value) {
        TreeMap<String, String> choices = new TreeMap<>();
        if (name != null) {
            choices.put(name, value);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Decision(1, 0, operator, Optional.ofNullable(transformation), choices))
                .withMessageContaining("cannot be read again");
    }

    @Test
    void aDecisionPullsTheArmOfItsMoveAndOneForEachChoice() {
        Decision decision = decision(0, "llm:vectorize", Map.of("model", "gemma3", "form", "edit"));
        assertThat(decision.move()).isEqualTo(Arm.of("llm", "vectorize"));
        assertThat(decision.choiceArms()).containsExactly(Arm.of("llm-form", "edit"), Arm.of("llm-model", "gemma3"));
        assertThat(decision.arms())
                .containsExactly(Arm.of("llm", "vectorize"), Arm.of("llm-form", "edit"), Arm.of("llm-model", "gemma3"));
        assertThat(new Decision(1, 0, Arm.of("cross")).arms()).isEqualTo(List.of(Arm.of("cross")));
    }
}
