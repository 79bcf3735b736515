package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAlignedAndNoLineEndsInSpaces() {
        Table table = new Table("task", "time>", "change");
        table.row("matmul", "27.9 ms", "add unroll(k, 4)");
        table.row("µ", "8 µs", "");
        StringWriter written = new StringWriter();

        table.print(new PrintWriter(written, true));

        assertThat(written.toString().lines())
                .containsExactly("task       time  change", "matmul  27.9 ms  add unroll(k, 4)", "µ          8 µs");
    }

    @Test
    void aTableWithoutRowsHasItsHeadings() {
        StringWriter written = new StringWriter();

        new Table("device", "units>").print(new PrintWriter(written, true));

        assertThat(written.toString().strip()).isEqualTo("device  units");
    }
}
