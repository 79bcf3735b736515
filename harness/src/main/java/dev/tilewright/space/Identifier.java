package dev.tilewright.space;

/** The names that people may declare: of ASCII letters, digits and underscores, as in every language that kernels are written in. */
public final class Identifier {

    private static final int LONGEST = 64;

    private Identifier() {}

    /** Tells whether a text is a name: it begins with a letter or an underscore, and is not longer than 64 characters. */
    public static boolean isOne(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && begins(text.charAt(0))
                && text.chars().allMatch(c -> begins((char) c) || (c >= '0' && c <= '9'));
    }

    static boolean begins(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
