package dev.tilewright.llm.answer;

import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.SourceTokens;
import dev.tilewright.kernel.SourceTokens.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** The words that OpenCL C and CUDA C have beyond C and C++: address spaces, attributes, and what marks an entry point. */
final class Qualifiers {

    private static final Set<String> ALWAYS = Set.of(
            "__kernel",
            "__global__",
            "__global",
            "__local",
            "__constant",
            "__private",
            "__read_only",
            "__write_only",
            "__shared__",
            "__device__",
            "__restrict__",
            "__forceinline__",
            "restrict");

    private static final Set<String> WITH_PARENTHESES = Set.of("__attribute__", "__launch_bounds__");

    private Qualifiers() {}

    /** Returns the source with blanks in their place; every other character stays where it is. */
    static String blanked(String source, Language language) {
        List<Token> tokens = SourceTokens.of(source, language).tokens();
        StringBuilder blanked = new StringBuilder(source);
        int[] closing = closing(tokens);
        int i = 0;
        while (i < tokens.size()) {
            int length = length(tokens, closing, i);
            tokens.subList(i, i + length).forEach(token -> blank(blanked, token));
            i += Math.max(1, length);
        }
        return blanked.toString();
    }

    private static void blank(StringBuilder text, Token token) {
        for (int i = token.start(); i < token.end(); i++) {
            text.setCharAt(i, text.charAt(i) == '\n' ? '\n' : ' ');
        }
    }

    /** Returns how many tokens belong to the qualifier that begins here; 0 if none does. */
    private static int length(List<Token> tokens, int[] closing, int i) {
        String word = tokens.get(i).text();
        boolean qualifies = ALWAYS.contains(word)
                || (word.equals("kernel") && is(tokens, i + 1, "void"))
                || (word.equals("global") && isPointer(tokens, i + 1))
                || (word.equals("local") && is(tokens, i + 3, "["));
        if (qualifies) {
            return 1;
        }
        boolean closed = WITH_PARENTHESES.contains(word) && is(tokens, i + 1, "(") && closing[i + 1] > 0;
        return closed ? closing[i + 1] - i + 1 : 0;
    }

    private static boolean isPointer(List<Token> tokens, int i) {
        return is(tokens, is(tokens, i, "const") ? i + 2 : i + 1, "*");
    }

    private static boolean is(List<Token> tokens, int i, String text) {
        return i < tokens.size() && tokens.get(i).is(text);
    }

    /** Returns for each opening parenthesis the place of the one that closes it; 0 for everything else. */
    private static int[] closing(List<Token> tokens) {
        int[] closing = new int[tokens.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < closing.length; i++) {
            if (tokens.get(i).is("(")) {
                open.push(i);
            } else if (tokens.get(i).is(")") && !open.isEmpty()) {
                closing[open.pop()] = i;
            }
        }
        return closing;
    }
}
