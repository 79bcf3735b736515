package dev.tilewright.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens and the comments of a source, split as compilers of its language do, longest match first, in time that is linear in its length.
 * The one place that knows what is a comment: text of any length and of any kind can be read, and none makes it fail.
 *
 * <p>Where compilers of one language disagree, such as on trigraphs, {@link #doubt} says so: whoever must not be deceived takes such a
 * source as it stands.
 */
public final class SourceTokens {

    /** Longest first. Tokens that only one of the languages has are no harm in another. */
    private static final List<String> PUNCTUATION = List.of(
            ">>>=", "%:%:", "<<=", ">>=", ">>>", "<<<", "...", "<=>", "->*", "->", "++", "--", "<<", ">>", "&&", "||",
            "##", "::", ".*", "<%", "%>", "<:", ":>", "%:", "-=", "+=", "*=", "/=", "%=", "&=", "|=", "^=", "<=", ">=",
            "==", "!=");

    private static final Set<String> INCLUDES = Set.of("include", "include_next", "import", "embed");
    private static final String TEXT_BLOCK = "\"\"\"";

    private final String source;
    private final PhysicalText text;
    private final boolean cFamily;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Comment> comments = new ArrayList<>();
    private String doubt;
    private int place;
    private int line = 1;
    private int counted;
    private boolean spaced;
    private boolean first = true;
    private boolean directive;

    /** What a token is. */
    public enum Kind {
        /** A name or a word of the language. */
        WORD,
        /** A number, or what looks like one to a preprocessor. */
        NUMBER,
        /** A string or a character, with what stands directly before and behind it. */
        LITERAL,
        /** The name of a file in {@code #include}, with its quotes or angle brackets. */
        HEADER,
        /** Anything else. */
        PUNCTUATION
    }

    /**
     * A token.
     *
     * @param kind what it is
     * @param text what it reads once escapes and joined lines are resolved
     * @param start where it begins in the source
     * @param end where it ends there
     * @param line the line in which it begins, from 1
     * @param spaced whether there is space, a line break or a comment before it
     * @param directive whether it belongs to a line of the preprocessor
     * @param first whether it is the first on its line
     */
    public record Token(
            Kind kind, String text, int start, int end, int line, boolean spaced, boolean directive, boolean first) {

        /** Tells whether it reads as {@code word}, and is no literal. */
        public boolean is(String word) {
            return kind != Kind.LITERAL && text.equals(word);
        }
    }

    /**
     * A comment.
     *
     * @param text what is in it, without its marks
     * @param start where it begins in the source
     * @param end where it ends there, before the line break for one that ends with its line
     * @param line the line in which it begins, from 1
     */
    public record Comment(String text, int start, int end, int line) {}

    private SourceTokens(String source, Language language) {
        this.source = source;
        text = PhysicalText.of(source, language);
        cFamily = language == Language.OPENCL || language == Language.CUDA;
        doubt = text.doubt();
        while (place < text.length()) {
            step();
        }
    }

    /** Splits a source. */
    public static SourceTokens of(String source, Language language) {
        return new SourceTokens(source, language);
    }

    /** Returns the tokens, in order. */
    public List<Token> tokens() {
        return List.copyOf(tokens);
    }

    /** Returns the comments, in order. */
    public List<Comment> comments() {
        return List.copyOf(comments);
    }

    /** Says in a few words what is in the source that compilers split in different ways; empty if there is nothing. */
    public Optional<String> doubt() {
        return doubt.isEmpty() ? Optional.empty() : Optional.of(doubt);
    }

    /** Returns the source with blanks in place of comments; everything else stays where it was. */
    public String withoutComments() {
        StringBuilder code = new StringBuilder(source);
        for (Comment comment : comments) {
            for (int i = comment.start(); i < comment.end(); i++) {
                code.setCharAt(i, PhysicalText.isLineBreak(code.charAt(i)) ? code.charAt(i) : ' ');
            }
        }
        return code.toString();
    }

    private void step() {
        char c = text.at(place);
        if (PhysicalText.isLineBreak(c)) {
            place++;
            spaced = true;
            first = true;
            directive = false;
        } else if (c <= ' ' && (PhysicalText.isBlank(c) || c == 0)) {
            place++;
            spaced = true;
        } else if (text.startsWith("//", place)) {
            lineComment();
        } else if (text.startsWith("/*", place)) {
            blockComment();
        } else {
            token(c);
        }
    }

    private void lineComment() {
        int end = place;
        while (end < text.length() && !PhysicalText.isLineBreak(text.at(end))) {
            end++;
        }
        comment(end, end);
    }

    private void blockComment() {
        int end = place + 2;
        while (end < text.length() && !text.startsWith("*/", end)) {
            end++;
        }
        if (end >= text.length()) {
            doubt = "a comment that is not closed";
            comment(text.length(), text.length());
        } else {
            comment(end + 2, end);
        }
    }

    private void comment(int end, int contentEnd) {
        int start = text.offset(place);
        comments.add(new Comment(text.substring(place + 2, contentEnd), start, text.offset(end), line(start)));
        place = end;
        spaced = true;
    }

    private void token(char c) {
        if (first && cFamily && (c == '#' || text.startsWith("%:", place))) {
            directive = true;
        }
        if (namesFile() && (c == '<' || c == '"')) {
            add(Kind.HEADER, headerEnd(c == '<' ? '>' : '"'));
        } else if (c == '"' || c == '\'') {
            add(Kind.LITERAL, literalEnd(place));
        } else if (isDigit(c) || (c == '.' && isDigit(text.at(place + 1)))) {
            add(Kind.NUMBER, numberEnd());
        } else if (isWord(c)) {
            word();
        } else {
            add(Kind.PUNCTUATION, place + punctuation());
        }
    }

    /** Tells whether the next token of this line of the preprocessor is the name of a file. */
    private boolean namesFile() {
        return directive
                && !tokens.isEmpty()
                && INCLUDES.contains(tokens.getLast().text())
                && tokens.size() > 1
                && tokens.get(tokens.size() - 2).first();
    }

    private int headerEnd(char closing) {
        int end = place + 1;
        while (end < text.length() && text.at(end) != closing && !PhysicalText.isLineBreak(text.at(end))) {
            end++;
        }
        return Math.min(end + 1, text.length());
    }

    /** What stands directly before a literal is a part of it: {@code L"x"} is one token, and {@code L "x"} are two. */
    private void word() {
        int end = wordEnd(place);
        boolean prefix = cFamily && (text.at(end) == '"' || text.at(end) == '\'');
        if (prefix && text.at(end) == '"' && text.at(end - 1) == 'R') {
            doubt = "a raw string";
        }
        add(prefix ? Kind.LITERAL : Kind.WORD, prefix ? literalEnd(end) : end);
    }

    private int literalEnd(int quote) {
        char closing = text.at(quote);
        if (!cFamily && text.startsWith(TEXT_BLOCK, quote)) {
            return textBlockEnd(quote);
        }
        int end = quote + 1;
        while (text.at(end) != closing) {
            if (end >= text.length() || PhysicalText.isLineBreak(text.at(end))) {
                doubt = "a literal that is not closed";
                return end;
            }
            boolean escapes = text.at(end) == '\\' && !PhysicalText.isLineBreak(text.at(end + 1));
            end += escapes ? 2 : 1;
        }
        return cFamily ? wordEnd(end + 1) : end + 1;
    }

    private int textBlockEnd(int quote) {
        int end = quote + TEXT_BLOCK.length();
        while (!text.startsWith(TEXT_BLOCK, end)) {
            if (end >= text.length()) {
                doubt = "a literal that is not closed";
                return text.length();
            }
            end += text.at(end) == '\\' ? 2 : 1;
        }
        return end + TEXT_BLOCK.length();
    }

    private int numberEnd() {
        int end = place + 1;
        while (true) {
            char c = text.at(end);
            boolean sign = (c == '+' || c == '-') && "eEpP".indexOf(text.at(end - 1)) >= 0;
            if (c == '\'' && isWord(text.at(end + 1))) {
                doubt = "a quote within a number";
            }
            if (!sign && !isWord(c) && c != '.') {
                return end;
            }
            end++;
        }
    }

    private int wordEnd(int from) {
        int end = from;
        while (isWord(text.at(end))) {
            end++;
        }
        return end;
    }

    private int punctuation() {
        for (String known : PUNCTUATION) {
            if (text.startsWith(known, place)) {
                return known.length();
            }
        }
        return 1;
    }

    private void add(Kind kind, int wanted) {
        int end = Math.min(wanted, text.length());
        int start = text.offset(place);
        tokens.add(new Token(
                kind, text.substring(place, end), start, text.offset(end), line(start), spaced, directive, first));
        place = end;
        spaced = false;
        first = false;
    }

    /** Counts lines of the source, joined ones too, as editors do. */
    private int line(int offset) {
        while (counted < offset) {
            char c = source.charAt(counted++);
            boolean half = c == '\r' && counted < source.length() && source.charAt(counted) == '\n';
            line += PhysicalText.isLineBreak(c) && !half ? 1 : 0;
        }
        return line;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(char c) {
        return c == '_' || c == '$' || Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }
}
