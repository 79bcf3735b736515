package dev.tilewright.kernels.genome;

import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.SourceTokens;
import dev.tilewright.kernel.SourceTokens.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The identity of a program: SHA-256 over its source without comments and layout, its options, buffers and launches.
 *
 * <p>The source is split into tokens as a compiler does, and the tokens are joined by one space: two sources have the same hash if and only
 * if they have the same tokens. Lines of the preprocessor keep their line breaks, and where they have space at all, because
 * {@code #define F (x)} and {@code #define F(x)} are different macros. A source that compilers may split in different ways, or that can
 * see its own layout, is hashed as it stands: nothing may hide in it.
 */
final class ProgramHash {

    private ProgramHash() {}

    static String of(KernelProgram program) {
        return of(program, "");
    }

    /**
     * Returns the hash of a program.
     *
     * @param claims what else makes it what it is; empty for nothing
     */
    static String of(KernelProgram program, String claims) {
        String text = String.join(
                "\u0000",
                program.kernel().language().id(),
                normalise(program.kernel().source(), program.kernel().language()),
                String.join("\u0001", program.kernel().buildOptions()),
                program.buffers().toString(),
                claims.isEmpty() ? program.launches().toString() : program.launches() + "\u0000" + claims);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns the tokens of the source, one space between them, each line of the preprocessor on a line of its own. */
    static String normalise(String source, Language language) {
        SourceTokens split = SourceTokens.of(source, language);
        return split.doubt().isPresent() || seesLayout(split.tokens()) ? "\u0002" + source : normalise(split.tokens());
    }

    /** Tells whether the source asks for its line, or makes text of its tokens, so that layout counts. */
    private static boolean seesLayout(List<Token> tokens) {
        return tokens.stream()
                .anyMatch(token -> token.is("__LINE__")
                        || (token.directive() && !token.first() && (token.is("#") || token.is("%:"))));
    }

    private static String normalise(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        boolean before = false;
        for (Token token : tokens) {
            boolean begins = token.first() && token.directive();
            boolean ends = before && token.first();
            if (!text.isEmpty() && (begins || ends)) {
                text.append('\n');
            } else if (!text.isEmpty() && (token.spaced() || !token.directive())) {
                text.append(' ');
            }
            text.append(token.text());
            before = token.directive();
        }
        return text.toString();
    }
}
