package dev.tilewright.cli;

import dev.tilewright.report.Visible;
import java.io.PrintWriter;

/**
 * The one door to the terminal: whatever is printed, it moves no cursor, hides nothing and changes no colour. What the program itself has to
 * do to a terminal goes past it.
 */
final class VisiblePrinter extends PrintWriter {

    private static final String CLEAR_LINE = "\r\u001b[2K";

    VisiblePrinter(PrintWriter out) {
        super(out, true);
    }

    /** Removes the line that the cursor is in, and puts it at its beginning. */
    static void clearLine(PrintWriter printer) {
        if (printer instanceof VisiblePrinter visible) {
            visible.past(CLEAR_LINE);
        } else {
            printer.print(CLEAR_LINE);
        }
    }

    private void past(String sequence) {
        super.write(sequence, 0, sequence.length());
    }

    @Override
    public void write(int c) {
        write(Character.toString(c), 0, 1);
    }

    @Override
    public void write(char[] text, int from, int length) {
        write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(String text, int from, int length) {
        String shown = Visible.text(text.substring(from, from + length));
        super.write(shown, 0, shown.length());
    }
}
