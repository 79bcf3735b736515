package dev.tilewright.llm.answer;

import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;

/** The words in which a model says what it is after: a line {@code Idea: …}, or a member of JSON. */
final class Idea {

    private static final String NAME = "idea";
    private static final String MEMBER = "\"idea\"";
    private static final String BEFORE = ">*#-";

    private Idea() {}

    /** Finds the words; empty if there are none. */
    static Optional<String> in(String text) {
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext()) {
            Optional<String> words = behindName(lines.next());
            if (words.isPresent()) {
                String found = words.get();
                while (found.isEmpty() && lines.hasNext()) {
                    found = words(lines.next());
                }
                return found.isEmpty() ? member(text) : Optional.of(found);
            }
        }
        return member(text);
    }

    /** Returns what stands behind {@code Idea:}; empty if the line does not begin so. */
    private static Optional<String> behindName(String line) {
        int start = 0;
        while (start < line.length()
                && (Character.isWhitespace(line.charAt(start)) || BEFORE.indexOf(line.charAt(start)) >= 0)) {
            start++;
        }
        int colon = line.indexOf(':', start);
        if (colon < start + NAME.length()) {
            return Optional.empty();
        }
        String name = line.substring(start, colon).toLowerCase(Locale.ROOT);
        boolean named =
                name.startsWith(NAME) && name.substring(NAME.length()).chars().noneMatch(Character::isLetterOrDigit);
        return named ? Optional.of(words(line.substring(colon + 1))) : Optional.empty();
    }

    /** Returns a text from its first letter or digit. */
    private static String words(String text) {
        int start = 0;
        while (start < text.length() && !Character.isLetterOrDigit(text.charAt(start))) {
            start++;
        }
        return text.substring(start).stripTrailing();
    }

    private static Optional<String> member(String text) {
        int named = text.indexOf(MEMBER);
        if (named < 0) {
            return Optional.empty();
        }
        String behind = text.substring(named + MEMBER.length()).stripLeading();
        String value = behind.startsWith(":") ? behind.substring(1).stripLeading() : "";
        int end = value.startsWith("\"") ? value.indexOf('"', 1) : -1;
        return end > 1 ? Optional.of(value.substring(1, end)) : Optional.empty();
    }
}
