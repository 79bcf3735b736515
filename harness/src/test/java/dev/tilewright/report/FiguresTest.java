package dev.tilewright.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "812, 812 ns",
        "999.4, 999 ns",
        "999.6, 1.00 µs",
        "4560, 4.56 µs",
        "27900000, 27.9 ms",
        "999600000, 1.00 s",
        "12345678901, 12.3 s",
        "123456789012, 123 s"
    })
    void aTimeHasThreeDigitsAndAUnitThatFits(double nanos, String text) {
        assertThat(Figures.time(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0005, 5.00e-04",
        "0.5, 0.500",
        "9.996, 10.0",
        "99.96, 100",
        "-3.14159, -3.14",
        "2.5e7, 2.50e+07"
    })
    void aNumberHasThreeDigits(double value, String text) {
        assertThat(Figures.number(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.043, 4.3 %", "0.0994, 9.9 %", "0.0996, 10 %", "0.433, 43 %", "1, 100 %"})
    void aShareIsWrittenInPercent(double share, String text) {
        assertThat(Figures.percent(share)).isEqualTo(text);
    }

    @Test
    void aSpanIsWrittenInTheTwoLargestUnits() {
        assertThat(Figures.span(Duration.ofMillis(3240))).isEqualTo("3.2 s");
        assertThat(Figures.span(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Figures.span(Duration.ofSeconds(245))).isEqualTo("4 min 05 s");
        assertThat(Figures.span(Duration.ofMinutes(72))).isEqualTo("1 h 12 min");
    }

    @Test
    void bytesAndCountsHaveThePrefixesOfTheSi() {
        assertThat(Figures.bytes(812)).isEqualTo("812 B");
        assertThat(Figures.bytes(4.19e6)).isEqualTo("4.19 MB");
        assertThat(Figures.count(2.147e9)).isEqualTo("2.15 G");
        assertThat(Figures.count(7)).isEqualTo("7");
    }
}
