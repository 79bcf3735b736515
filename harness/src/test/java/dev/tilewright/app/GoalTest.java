package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.report.Demand;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoalTest {

    /** 10⁹ operations and 10⁷ bytes, on a device of 10¹¹ operations and 10¹⁰ bytes a second: no less than 10 ms. */
    private static final Demand DEMAND = new Demand(1e9, 1e7, OptionalDouble.of(1e11), OptionalDouble.of(1e10));

    @ParameterizedTest
    @CsvSource({
        "9.5ms, 9.5e6",
        "250ns, 250",
        "3us, 3000",
        "3µs, 3000",
        "2s, 2e9",
        "0.8-of-roofline, 12.5e6",
        "50-GFLOP/s, 20e6",
        "2-GB/s, 5e6"
    })
    void aGoalIsATime(String text, double nanos) {
        assertThat(Goal.parse(text).nanos(DEMAND)).isEqualTo(nanos, within(1e-6 * nanos));
    }

    @Test
    void itIsTheShareOfTheRooflineThatAReportGives() {
        double nanos = Goal.parse("0.8-of-roofline").nanos(DEMAND);
        assertThat(DEMAND.rooflineFraction(nanos).orElseThrow()).isEqualTo(0.8, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.5ms", "250ns", "0.9-of-roofline", "200-GFLOP/s", "30-GB/s", "1-of-roofline"})
    void whatIsWrittenIsReadAgain(String text) {
        assertThat(Goal.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "9.5", "-3ms", "9.5 minutes", "90%", "0.9", "NaNms", "1e3ms"})
    void whatIsNoGoalIsRefusedWithExamples(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Goal.parse(text))
                .withMessage(
                        "'%s' is not a goal; expected 9.5ms, 0.9-of-roofline, 200-GFLOP/s or 30-GB/s".formatted(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2-of-roofline", "0ms", "0-of-roofline"})
    void whatNoKernelReachesIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Goal.parse(text));
    }

    @Test
    void whatHasNoMeaningForATaskIsRefusedWithAWayOut() {
        assertThatThrownBy(() -> Goal.parse("0.9-of-roofline").nanos(Demand.unknown()))
                .isInstanceOf(UseCaseException.class)
                .hasMessage(
                        "--until 0.9-of-roofline has no meaning here: the roofline of this problem on this device is not known; give a time, such as --until 9.5ms");
        assertThatThrownBy(() -> Goal.parse("5-GFLOP/s").nanos(Demand.unknown()))
                .hasMessageContaining("operations");
    }
}
