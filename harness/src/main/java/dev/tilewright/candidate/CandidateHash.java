package dev.tilewright.candidate;

import dev.tilewright.kernel.KernelProgram;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The identity of a program: SHA-256 over its source without comments and layout, its options, buffers and launches. */
final class CandidateHash {

    private static final Pattern STRINGS_AND_COMMENTS =
            Pattern.compile("(\"(?:\\\\.|[^\"\\\\\\n])*\")|//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern DIRECTIVE = Pattern.compile("(?m)^[ \\t]*#.*$");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern SPACE_BESIDE_PUNCTUATION = Pattern.compile(" ?([^\\w\\s+\\-&|<>=]) ?");

    private CandidateHash() {}

    static String of(KernelProgram program) {
        String text = String.join(
                "\u0000",
                program.kernel().language().id(),
                normalise(program.kernel().source()),
                program.kernel().buildOptions().toString(),
                program.buffers().toString(),
                program.launches().toString());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Drops comments and folds white space; lines of the preprocessor keep their line breaks, which mean something. */
    static String normalise(String source) {
        String code = STRINGS_AND_COMMENTS
                .matcher(source)
                .replaceAll(match -> match.group(1) == null ? " " : Matcher.quoteReplacement(match.group(1)));
        String marked = DIRECTIVE
                .matcher(code)
                .replaceAll(match ->
                        Matcher.quoteReplacement("\u0001" + match.group().strip() + "\u0001"));
        String folded = SPACE.matcher(marked).replaceAll(" ").strip();
        return SPACE_BESIDE_PUNCTUATION.matcher(folded).replaceAll("$1");
    }
}
