package dev.tilewright.kernels.genome;

import dev.tilewright.kernel.KernelProgram;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a program: SHA-256 over its source without comments and layout, its options, buffers and launches.
 *
 * <p>The source is split into tokens as a C compiler does, longest match first, and the tokens are joined by one space: two sources
 * have the same hash if and only if they have the same tokens. Lines of the preprocessor keep their line breaks, and where they
 * have space at all, because {@code #define F (x)} and {@code #define F(x)} are different macros.
 */
final class ProgramHash {

    private static final Pattern TOKEN = Pattern.compile("""
            (?<literal>\"{3}.*?\"{3}|"(?:\\\\.|[^"\\\\\\n])*"|'(?:\\\\.|[^'\\\\\\n])*')\
            |(?<gap>//(?:\\\\\\R|[^\\n])*|/\\*.*?(?:\\*/|\\z)|\\\\\\R|[^\\S\\n]+)\
            |(?<newline>\\n)\
            |\\.?\\d(?:[eEpP][+-]|[\\w.])*\
            |\\w+\
            |>>>=|<<=|>>=|>>>|\\.\\.\\.|->|\\+\\+|--|<<|>>|&&|\\|\\||\\#\\#|::|[-+*/%&|^<>=!]=\
            |.""", Pattern.DOTALL);

    private ProgramHash() {}

    static String of(KernelProgram program) {
        String text = String.join(
                "\u0000",
                program.kernel().language().id(),
                normalise(program.kernel().source()),
                String.join("\u0001", program.kernel().buildOptions()),
                program.buffers().toString(),
                program.launches().toString());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns the tokens of the source, one space between them, each line of the preprocessor on a line of its own. */
    static String normalise(String source) {
        StringBuilder tokens = new StringBuilder(source.length());
        boolean lineIsEmpty = true;
        boolean inDirective = false;
        boolean gap = false;
        Matcher matcher = TOKEN.matcher(source);
        while (matcher.find()) {
            if (matcher.group("newline") != null) {
                if (inDirective) {
                    tokens.append('\n');
                }
                inDirective = false;
                lineIsEmpty = true;
                gap = true;
                continue;
            }
            if (matcher.group("gap") != null) {
                gap = true;
                continue;
            }
            String token = matcher.group();
            boolean first = tokens.isEmpty() || tokens.charAt(tokens.length() - 1) == '\n';
            if (lineIsEmpty && token.equals("#")) {
                inDirective = true;
                tokens.append(first ? "" : "\n");
            } else if (!first && (gap || !inDirective)) {
                tokens.append(' ');
            }
            tokens.append(token);
            lineIsEmpty = false;
            gap = false;
        }
        return tokens.toString().strip();
    }
}
