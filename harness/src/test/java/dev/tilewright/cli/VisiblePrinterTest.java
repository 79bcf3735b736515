package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class VisiblePrinterTest {

    private final StringWriter written = new StringWriter();
    private final PrintWriter printer = new VisiblePrinter(new PrintWriter(written));

    @Test
    void whatATerminalWouldObeyIsShown() {
        printer.print("a\u001b[31mb\u0007\r\u009b2Kc\u007f");
        printer.flush();
        assertThat(written).hasToString("a␛[31mb␇␍\\u009b2Kc␡");
    }

    @Test
    void whatHidesOrReordersTextIsShown() {
        printer.printf(Locale.ROOT, "%s", "x\u202ey\u200bz\u2028\udb40\udc41");
        printer.flush();
        assertThat(written).hasToString("x\\u202ey\\u200bz\\u2028\\udb40\\udc41");
    }

    @Test
    void linesTabsAndOtherTextStayAsTheyAre() {
        printer.print("naïve ×2 µs\t□\n");
        printer.println("𝛼");
        printer.write('é');
        printer.flush();
        assertThat(written).hasToString("naïve ×2 µs\t□\n𝛼" + System.lineSeparator() + "é");
    }

    @Test
    void theProgramItselfClearsALine() {
        VisiblePrinter.clearLine(printer);
        printer.flush();
        assertThat(written).hasToString("\r\u001b[2K");
    }

    @Test
    void cellsOfATableAreOfOneLine() {
        Table table = new Table("name");
        table.row("a\nb");
        table.print(printer);
        printer.flush();
        assertThat(written.toString().lines()).containsExactly("name", "a␊b");
    }
}
