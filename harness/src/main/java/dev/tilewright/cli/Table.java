package dev.tilewright.cli;

import dev.tilewright.report.Visible;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows of text in aligned columns, two spaces apart. */
final class Table {

    private final boolean[] right;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param headings the title of each column; one that ends in {@code >} is aligned to the right
     */
    Table(String... headings) {
        right = new boolean[headings.length];
        List<String> titles = new ArrayList<>();
        for (int column = 0; column < headings.length; column++) {
            right[column] = headings[column].endsWith(">");
            titles.add(headings[column].replaceFirst(">$", ""));
        }
        rows.add(titles);
    }

    void row(String... cells) {
        rows.add(Stream.of(cells).map(Visible::line).toList());
    }

    void print(PrintWriter out) {
        int[] widths = new int[right.length];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String padding = " ".repeat(widths[column] - width(row.get(column)));
                line.append(column == 0 ? "" : "  ")
                        .append(right[column] ? padding + row.get(column) : row.get(column) + padding);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
