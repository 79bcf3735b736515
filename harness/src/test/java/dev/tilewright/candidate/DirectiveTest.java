package dev.tilewright.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectiveTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tune",
                "transform:unroll-and-jam",
                "llm[form=edit,model=gemma3:4b,style=plain]",
                "llm:vectorize[form=schedule,model=local,style=terse]"
            })
    void whatIsWrittenIsReadAgain(String text) {
        assertThat(Directive.parse(text)).hasToString(text);
    }

    @Test
    void aDirectiveOfOneChoiceIsItsOwnArm() {
        Directive directive = Directive.parse("transform:tile");

        assertThat(directive.arms()).containsExactly(directive);
    }

    @Test
    void aDirectiveOfSeveralChoicesPullsAnArmForEachAndSharesTheEnginesArmForItsTransformation() {
        Directive directive =
                new Directive("llm", Optional.of("vectorize"), new TreeMap<>(Map.of("model", "local", "form", "edit")));

        assertThat(directive.arms())
                .map(Directive::toString)
                .containsExactly("llm-form:edit", "llm-model:local", "transform:vectorize");
    }
}
