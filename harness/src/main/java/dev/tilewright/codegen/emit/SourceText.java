package dev.tilewright.codegen.emit;

import java.util.List;

/** Source text that grows line by line, indented by its braces, with long lines broken where they are nested least. */
public final class SourceText {

    private static final int WIDTH = 120;
    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    public void line(String line) {
        String rest = INDENT.repeat(depth) + line;
        String continued = INDENT.repeat(depth + 2);
        while (rest.length() > WIDTH) {
            int end = breakOf(rest);
            if (end < 0) {
                break;
            }
            text.append(rest, 0, end).append('\n');
            rest = continued + rest.substring(end).stripLeading();
        }
        text.append(rest).append('\n');
    }

    /** Returns where to break a line: after a comma, before an operator or a call, as little nested and as late as can be. */
    private static int breakOf(String line) {
        int best = -1;
        int least = Integer.MAX_VALUE;
        int nesting = 0;
        int start = line.length() - line.stripLeading().length();
        for (int i = start; i < WIDTH; i++) {
            char c = line.charAt(i);
            if (c == '(' || c == '[') {
                nesting++;
            } else if (c == ')' || c == ']') {
                nesting--;
            } else if (c == '.' && line.charAt(i - 1) == ')' && nesting <= least) {
                best = i;
                least = nesting;
            } else if (c == ' ' && nesting <= least && i > start + WIDTH / 4) {
                boolean list = line.charAt(i - 1) == ',';
                boolean operator = "+-*/?:&|".indexOf(line.charAt(i + 1)) >= 0 && line.charAt(i + 2) != '=';
                if (list || operator) {
                    best = i;
                    least = nesting;
                }
            }
        }
        return best;
    }

    public void open(String line) {
        line(line.isEmpty() ? "{" : line + " {");
        depth++;
    }

    /** Goes on inside a block that was opened by other text. */
    public void inside() {
        depth++;
    }

    public void close() {
        depth--;
        line("}");
    }

    public void otherwise() {
        depth--;
        line("} else {");
        depth++;
    }

    /** Opens a function, with its parameters on one line or on lines of their own. */
    public void signature(String function, List<String> parameters) {
        String line = "%s(%s) {".formatted(function, String.join(", ", parameters));
        if (line.length() + INDENT.length() <= WIDTH) {
            line(line);
            return;
        }
        text.append(function).append("(\n");
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < parameters.size(); i++) {
            String parameter = parameters.get(i) + (i + 1 < parameters.size() ? ", " : ") {");
            if (!row.isEmpty() && 3 * INDENT.length() + row.length() + parameter.length() > WIDTH) {
                text.append(INDENT.repeat(2))
                        .append(row.toString().stripTrailing())
                        .append('\n');
                row.setLength(0);
            }
            row.append(parameter);
        }
        text.append(INDENT.repeat(2)).append(row).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
