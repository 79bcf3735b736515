package dev.tilewright.kernels.screen;

import dev.tilewright.kernels.screen.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Expands macros by hide sets (Prosser, "Complete macro expansion algorithm", 1986), which the C standard was written after: a token
 * that came of a macro is not expanded by that macro again.
 */
final class Expansion {

    /** A kernel has some thousands of tokens; what is longer is a macro that doubles itself. */
    static final int MOST_TOKENS = 400_000;

    private static final int DEEPEST = 64;

    private final Map<String, Macro> macros;
    private final int depth;
    private final int[] budget;

    private Expansion(Map<String, Macro> macros, int depth, int[] budget) {
        this.macros = macros;
        this.depth = depth;
        this.budget = budget;
    }

    /**
     * Expands a piece of source between two directives, or a condition.
     *
     * @param input its tokens, without ends of lines
     * @param macros what is defined
     */
    static List<Token> of(List<Token> input, Map<String, Macro> macros) throws ScreenException {
        return new Expansion(macros, 0, new int[] {MOST_TOKENS}).expand(input);
    }

    private List<Token> expand(List<Token> input) throws ScreenException {
        if (depth > DEEPEST) {
            throw new ScreenException(
                    input.getFirst().line(), "macros within macros more than %d deep".formatted(DEEPEST));
        }
        Deque<Token> work = new ArrayDeque<>(input);
        List<Token> output = new ArrayList<>();
        while (!work.isEmpty()) {
            Token token = work.removeFirst();
            if (--budget[0] < 0) {
                throw tooMany(token.line());
            }
            Macro macro =
                    token.isIdentifier() && !token.hidden().contains(token.text()) ? macros.get(token.text()) : null;
            if (macro == null) {
                output.add(token);
            } else if (macro.parameters().isEmpty()) {
                Set<String> hidden = new HashSet<>(token.hidden());
                hidden.add(token.text());
                push(work, substitute(macro, List.of(), token, hidden));
            } else if (!work.isEmpty() && work.getFirst().is("(")) {
                work.removeFirst();
                List<List<Token>> arguments = new ArrayList<>();
                Token close = arguments(work, token, arguments);
                Set<String> hidden = new HashSet<>(token.hidden());
                hidden.retainAll(close.hidden());
                hidden.add(token.text());
                push(work, substitute(macro, fitted(macro, arguments, token), token, hidden));
            } else {
                if (work.isEmpty() && depth == 0) {
                    throw new ScreenException(
                            token.line(),
                            "the macro %s stands before a directive or the end, without its arguments"
                                    .formatted(token.text()));
                }
                output.add(token);
            }
        }
        return output;
    }

    private static ScreenException tooMany(int line) {
        return new ScreenException(line, "macros that become more than %d tokens".formatted(MOST_TOKENS));
    }

    private static void push(Deque<Token> work, List<Token> tokens) {
        for (int i = tokens.size() - 1; i >= 0; i--) {
            work.addFirst(tokens.get(i));
        }
    }

    private static Token arguments(Deque<Token> work, Token macro, List<List<Token>> arguments) throws ScreenException {
        List<Token> current = new ArrayList<>();
        int open = 0;
        while (!work.isEmpty()) {
            Token token = work.removeFirst();
            if (token.is(")") && open == 0) {
                arguments.add(current);
                return token;
            }
            if (token.is(",") && open == 0) {
                arguments.add(current);
                current = new ArrayList<>();
                continue;
            }
            open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            current.add(token);
        }
        throw new ScreenException(
                macro.line(),
                "the arguments of the macro %s are not closed, or a directive is among them".formatted(macro.text()));
    }

    /** Gives each parameter its argument: those that are further go to the last of a variadic macro, with the commas between them. */
    private static List<List<Token>> fitted(Macro macro, List<List<Token>> given, Token use) throws ScreenException {
        int wanted = macro.parameters().orElseThrow().size();
        List<List<Token>> arguments = new ArrayList<>(given);
        if (wanted == 0 && arguments.size() == 1 && arguments.getFirst().isEmpty()) {
            return List.of();
        }
        if (macro.variadic() && arguments.size() == wanted - 1) {
            arguments.add(List.of());
        }
        while (macro.variadic() && arguments.size() > wanted) {
            List<Token> last = arguments.removeLast();
            List<Token> joined = new ArrayList<>(arguments.removeLast());
            joined.add(new Token(Kind.PUNCTUATOR, ",", use.line(), false));
            joined.addAll(last);
            arguments.add(joined);
        }
        if (arguments.size() != wanted) {
            throw new ScreenException(use.line(), "the macro %s takes %d arguments".formatted(use.text(), wanted));
        }
        return arguments;
    }

    private List<Token> substitute(Macro macro, List<List<Token>> arguments, Token use, Set<String> hidden)
            throws ScreenException {
        List<Token> body = macro.body();
        List<Token> result = new ArrayList<>();
        for (int i = 0; i < body.size(); i++) {
            if (result.size() > MOST_TOKENS) {
                throw tooMany(use.line());
            }
            Token token = body.get(i).at(use.line());
            boolean pasted = i + 1 < body.size() && body.get(i + 1).is("##");
            if (token.is("##")) {
                i++;
                paste(result, macro, arguments, body.get(i).at(use.line()));
            } else if (token.is("#") && macro.parameters().isPresent()) {
                if (i + 1 == body.size() || macro.parameter(body.get(i + 1)) < 0) {
                    throw new ScreenException(use.line(), "# before what is no parameter, in the macro " + use.text());
                }
                i++;
                // Nothing that is let through depends on what such a string says.
                result.add(new Token(Kind.STRING, "\"#\"", use.line(), true));
            } else if (macro.parameter(token) >= 0) {
                List<Token> argument = arguments.get(macro.parameter(token));
                if (pasted) {
                    result.addAll(raw(argument, use));
                } else {
                    result.addAll(new Expansion(macros, depth + 1, budget).expand(argument));
                }
            } else {
                result.add(token);
            }
        }
        return result.stream()
                .filter(token -> token.kind() != Kind.PLACEMARKER)
                .map(token -> token.at(use.line()).hiding(hidden))
                .toList();
    }

    private static List<Token> raw(List<Token> argument, Token use) {
        return argument.isEmpty() ? List.of(new Token(Kind.PLACEMARKER, "", use.line(), false)) : argument;
    }

    /** Pastes the operand after {@code ##} to the last token of {@code result}. */
    private static void paste(List<Token> result, Macro macro, List<List<Token>> arguments, Token right)
            throws ScreenException {
        int parameter = macro.parameter(right);
        List<Token> operand = parameter < 0 ? List.of(right) : raw(arguments.get(parameter), right);
        if (result.isEmpty()) {
            throw new ScreenException(right.line(), "## after an argument that is not there");
        }
        Token left = result.removeLast();
        boolean further = macro.variadic()
                && parameter == macro.parameters().orElseThrow().size() - 1;
        if (left.is(",") && further) {
            // GNU's: a comma before further arguments goes where there are none, and nothing is pasted.
            if (operand.getFirst().kind() != Kind.PLACEMARKER) {
                result.add(left);
                result.addAll(operand);
            }
            return;
        }
        result.add(joined(left, operand.getFirst(), right.line()));
        result.addAll(operand.subList(1, operand.size()));
    }

    private static Token joined(Token left, Token right, int line) throws ScreenException {
        if (left.kind() == Kind.PLACEMARKER) {
            return right;
        }
        if (right.kind() == Kind.PLACEMARKER) {
            return left;
        }
        List<Token> read = Lexer.tokens(left.text() + right.text());
        if (read.size() != 2) {
            throw new ScreenException(line, "%s ## %s is no token".formatted(left.text(), right.text()));
        }
        Set<String> hidden = new HashSet<>(left.hidden());
        hidden.retainAll(right.hidden());
        Token token = read.getFirst();
        return new Token(token.kind(), token.text(), line, left.spaced(), Set.copyOf(hidden));
    }
}
