package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search leaves what it believed on its way. */
class InsightTest {

    @TempDir
    Path folder;

    @Test
    void memoryHasWhatASearchBelieved() {
        try (Store store = Store.open(folder.resolve("memory.db").toString())) {
            Memory memory = store.memory(new BitStrings.BitCodec());
            assertThat(memory.insight("r")).isEmpty();
            BitSearch.of(1, 70).on(3).run("r", new BitJudge(), memory);

            Insight insight = Insight.of(memory.insight("r").orElseThrow());

            assertThat(insight.moments()).extracting(Insight.Moment::ordinal).contains(19, 39, 59);
            assertThat(insight.moments().getLast().ordinal())
                    .isEqualTo(memory.steps("r").size() - 1);
            assertThat(insight.moments().getLast().beliefs()).isNotEmpty();
            assertThat(insight.niches()).isNotEmpty().allSatisfy(niche -> {
                assertThat(niche.island()).isBetween(0, 2);
                assertThat(niche.candidates()).isPositive();
            });
            assertThat(Insight.of(insight.json())).isEqualTo(insight);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"forecasts\":7}",
                "{\"forecasts\":[null]}",
                "{\"forecasts\":[],\"moments\":[{\"ordinal\":1,\"beliefs\":{\"\":{}}}],\"niches\":[],\"restarts\":[]}",
                "{\"forecasts\":[],\"moments\":[{\"ordinal\":1,\"beliefs\":{\"a\":null}}],\"niches\":[],\"restarts\":[]}",
                "{\"forecasts\":[],\"moments\":[],\"niches\":[{\"island\":0}],\"restarts\":[]}"
            })
    void whatSomebodyElseWroteIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Insight.of(text));
    }
}
