package dev.tilewright.kernels.screen;

import dev.tilewright.codegen.c.MatrixUnits;
import dev.tilewright.kernels.screen.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The few instructions of PTX that this program writes itself, and that a kernel made of one of its own may keep word for word. They
 * compute in registers; any other assembly is refused.
 */
final class InlinePtx {

    static final Set<String> KEYWORDS = Set.of("asm", "__asm", "__asm__");

    private static final Pattern CONSTRAINT = Pattern.compile("\"[=+]?[rfdlh]\"");
    private static final Set<String> OURS = ours();

    private InlinePtx() {}

    private static Set<String> ours() {
        try {
            List<Token> tokens = Lexer.tokens(MatrixUnits.DEFINITIONS).stream()
                    .filter(token -> token.kind() != Kind.NEWLINE)
                    .toList();
            Set<String> instructions = new HashSet<>();
            for (int i = 0; i < tokens.size(); i++) {
                if (KEYWORDS.contains(tokens.get(i).text())) {
                    instructions.add(instruction(tokens, open(tokens, i)));
                }
            }
            return Set.copyOf(instructions);
        } catch (ScreenException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static int open(List<Token> tokens, int keyword) {
        int open = keyword + 1;
        while (open < tokens.size()
                && Set.of("volatile", "__volatile__").contains(tokens.get(open).text())) {
            open++;
        }
        return open;
    }

    private static String instruction(List<Token> tokens, int open) {
        StringBuilder text = new StringBuilder();
        for (int i = open + 1; i < tokens.size() && tokens.get(i).kind() == Kind.STRING; i++) {
            String quoted = tokens.get(i).text();
            text.append(quoted, 1, quoted.length() - 1);
        }
        return text.toString();
    }

    /** What is left of a statement: the place of its last token, and its operands as a list in parentheses. */
    record Operands(int last, List<Token> tokens) {}

    /**
     * Reads an {@code asm} statement of ours.
     *
     * @param keyword the place of its keyword
     * @throws ScreenException if it is anything else
     */
    static Operands read(List<Token> tokens, int keyword) throws ScreenException {
        int line = tokens.get(keyword).line();
        int open = open(tokens, keyword);
        ScreenException refused = new ScreenException(line, "inline assembly is no part of a kernel");
        if (open >= tokens.size() || !tokens.get(open).is("(") || !OURS.contains(instruction(tokens, open))) {
            throw refused;
        }
        List<Token> operands = new ArrayList<>();
        operands.add(tokens.get(open));
        operands.add(new Token(Kind.NUMBER, "0", line, false));
        int depth = 1;
        boolean constraints = false;
        for (int i = open + 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0) {
                operands.add(token);
                return new Operands(i, operands);
            }
            boolean punctuation = depth == 1 && (token.is(":") || token.is(","));
            boolean text = depth == 1 && token.kind() == Kind.STRING;
            constraints |= depth == 1 && token.is(":");
            if (depth == 1 && token.is(")") || depth > 1) {
                if (token.is("(") && depth == 2) {
                    operands.add(new Token(Kind.PUNCTUATOR, ",", line, false));
                }
                operands.add(token);
            } else if (!punctuation
                    && !(text
                            && (!constraints || CONSTRAINT.matcher(token.text()).matches()))) {
                throw refused;
            }
        }
        throw refused;
    }
}
