package dev.tilewright.kernel;

/**
 * A source as its compiler reads it before it looks for tokens and comments. In Java {@code \}{@code u000a} is a line break, and ends a
 * comment; in C a backslash at the end of a line joins it with the next, in the middle of a word and of a comment as anywhere else.
 */
final class PhysicalText {

    private static final int HEX_DIGITS = 4;
    private static final String TRIGRAPHS = "=/'()!<>-";

    private final String source;
    private final char[] text;
    private final int[] offsets;
    private int length;
    private String doubt = "";

    private PhysicalText(String source) {
        this.source = source;
        text = new char[source.length()];
        offsets = new int[source.length() + 1];
    }

    static PhysicalText of(String source, Language language) {
        PhysicalText physical = new PhysicalText(source);
        if (language == Language.JAVA || language == Language.TORNADO) {
            physical.translateEscapes();
        } else {
            physical.joinLines();
        }
        physical.offsets[physical.length] = source.length();
        return physical;
    }

    int length() {
        return length;
    }

    /** Returns a character, and NUL behind the last, which no test for a character of a token accepts. */
    char at(int i) {
        return i < length ? text[i] : 0;
    }

    String substring(int from, int to) {
        return new String(text, from, to - from);
    }

    boolean startsWith(String word, int from) {
        if (from + word.length() > length) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns where a character stands in the source. */
    int offset(int i) {
        return offsets[i];
    }

    /** Says what compilers may read in different ways; empty if there is nothing. */
    String doubt() {
        return doubt;
    }

    private void add(char c, int offset) {
        text[length] = c;
        offsets[length++] = offset;
    }

    private void translateEscapes() {
        int i = 0;
        while (i < source.length()) {
            char c = source.charAt(i);
            if (c != '\\') {
                add(c, i++);
                continue;
            }
            int digits = i + 1;
            while (digits < source.length() && source.charAt(digits) == 'u') {
                digits++;
            }
            if (digits == i + 1) {
                // A backslash that is itself escaped begins no unicode escape.
                add(c, i);
                boolean pair = i + 1 < source.length() && source.charAt(i + 1) == '\\';
                if (pair) {
                    add('\\', i + 1);
                }
                i += pair ? 2 : 1;
                continue;
            }
            int code = hexadecimal(digits);
            if (code < 0) {
                doubt = "a unicode escape that is none";
                add(c, i++);
            } else {
                add((char) code, i);
                i = digits + HEX_DIGITS;
            }
        }
    }

    private int hexadecimal(int from) {
        if (from + HEX_DIGITS > source.length()) {
            return -1;
        }
        int code = 0;
        for (int i = from; i < from + HEX_DIGITS; i++) {
            int digit = Character.digit(source.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code * 16 + digit;
        }
        return code;
    }

    private void joinLines() {
        int i = 0;
        while (i < source.length()) {
            char c = source.charAt(i);
            if (c == '\\') {
                int end = i + 1;
                while (end < source.length() && isBlank(source.charAt(end))) {
                    end++;
                }
                if (end < source.length() && isLineBreak(source.charAt(end))) {
                    if (end > i + 1) {
                        doubt = "a backslash with blanks behind it at the end of a line";
                    }
                    boolean two = source.startsWith("\r\n", end);
                    i = end + (two ? 2 : 1);
                    continue;
                }
            } else if (c == '?'
                    && source.startsWith("??", i)
                    && i + 2 < source.length()
                    && TRIGRAPHS.indexOf(source.charAt(i + 2)) >= 0) {
                doubt = "a trigraph";
            }
            add(c, i++);
        }
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f' || c == '\u000b';
    }

    static boolean isLineBreak(char c) {
        return c == '\n' || c == '\r';
    }
}
