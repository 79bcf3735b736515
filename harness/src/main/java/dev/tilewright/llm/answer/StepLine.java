package dev.tilewright.llm.answer;

import java.util.Optional;

/** A line of an answer that is a step of a schedule, {@code C: split(i, 16)}, perhaps as an item of a list, in backticks, or with a comment. */
final class StepLine {

    private static final String BEFORE = ">*.-0123456789";
    private static final String BEHIND = ";,.";

    private StepLine() {}

    /** Finds the step; empty if the line is something else. It is read once, from the parentheses outwards. */
    static Optional<String> in(String line) {
        int open = line.indexOf('(');
        int close = line.indexOf(')');
        int colon = open < 0 ? -1 : line.lastIndexOf(':', open);
        if (colon < 0 || close < open || line.indexOf('(', open + 1) >= 0 && line.indexOf('(', open + 1) < close) {
            return Optional.empty();
        }
        int nestEnd = line.substring(0, colon).stripTrailing().length();
        int nest = nestEnd;
        while (nest > 0 && isWord(line.charAt(nest - 1))) {
            nest--;
        }
        boolean step = nest < nestEnd
                && isTransformation(line.substring(colon + 1, open).strip())
                && isBefore(line.substring(0, nest))
                && isBehind(line.substring(close + 1));
        return step ? Optional.of(line.substring(nest, close + 1)) : Optional.empty();
    }

    private static boolean isWord(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isTransformation(String name) {
        return !name.isEmpty()
                && !name.startsWith("-")
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '-');
    }

    private static boolean isBefore(String text) {
        String mark = text.endsWith("`") ? text.substring(0, text.length() - 1) : text;
        return mark.chars().allMatch(c -> Character.isWhitespace(c) || BEFORE.indexOf(c) >= 0);
    }

    private static boolean isBehind(String text) {
        int i = text.startsWith("`") ? 1 : 0;
        while (i < text.length() && (Character.isWhitespace(text.charAt(i)) || BEHIND.indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        return i == text.length() || text.startsWith("//", i) || text.startsWith("#", i);
    }
}
