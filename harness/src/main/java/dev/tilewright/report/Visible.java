package dev.tilewright.report;

import java.util.function.IntPredicate;

/**
 * Text as it can be shown to people, wherever it comes from: names and messages may be a model's, a compiler's, or those of somebody else's
 * memory. What a terminal would obey (escape sequences), what would hide or reorder the text around it, is shown as what it is: {@code ␛},
 * {@code \}{@code u202e}.
 */
public final class Visible {

    private static final int PICTURES = 0x2400;
    private static final int DELETE = 0x7f;
    private static final int DELETE_PICTURE = 0x2421;

    private Visible() {}

    /** Returns a text; its line breaks and tabs stay. */
    public static String text(String text) {
        return shown(text, c -> c == '\n' || c == '\t');
    }

    /** Returns a text as one line. */
    public static String line(String text) {
        return shown(text, _ -> false);
    }

    private static String shown(String text, IntPredicate stays) {
        if (text.codePoints().allMatch(c -> stays.test(c) || !isInvisible(c))) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (stays.test(c) || !isInvisible(c)) {
                shown.appendCodePoint(c);
            } else if (c < ' ') {
                shown.append((char) (PICTURES + c));
            } else if (c == DELETE) {
                shown.append((char) DELETE_PICTURE);
            } else {
                for (char half : Character.toChars(c)) {
                    shown.append("\\u%04x".formatted((int) half));
                }
            }
        });
        return shown.toString();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
