package dev.tilewright.kernels.screen;

import dev.tilewright.kernels.screen.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A macro.
 *
 * @param parameters the names of its parameters; empty for one that takes none and is written without parentheses
 * @param variadic whether the last parameter takes all further arguments
 * @param body what it stands for
 */
record Macro(Optional<List<String>> parameters, boolean variadic, List<Token> body) {

    static final String FURTHER = "__VA_ARGS__";

    Macro {
        parameters = parameters.map(List::copyOf);
        body = List.copyOf(body);
    }

    /**
     * Reads what follows {@code #define NAME}.
     *
     * @param rest the tokens after the name
     */
    static Macro read(List<Token> rest, int line) throws ScreenException {
        if (rest.isEmpty() || !rest.getFirst().is("(") || rest.getFirst().spaced()) {
            return new Macro(Optional.empty(), false, checked(rest, line));
        }
        List<String> parameters = new ArrayList<>();
        boolean variadic = false;
        int i = 1;
        while (i < rest.size() && !rest.get(i).is(")")) {
            Token token = rest.get(i);
            if (variadic) {
                throw new ScreenException(line, "a macro with parameters after ...");
            }
            if (token.is("...")) {
                variadic = true;
                parameters.add(FURTHER);
            } else if (token.isIdentifier()) {
                parameters.add(token.text());
                if (i + 1 < rest.size() && rest.get(i + 1).is("...")) {
                    variadic = true;
                    i++;
                }
            } else {
                throw new ScreenException(line, "a macro whose parameters cannot be read");
            }
            i++;
            if (i < rest.size() && rest.get(i).is(",")) {
                i++;
            } else if (i < rest.size() && !rest.get(i).is(")")) {
                throw new ScreenException(line, "a macro whose parameters cannot be read");
            }
        }
        if (i >= rest.size()) {
            throw new ScreenException(line, "a macro whose parameters are not closed");
        }
        return new Macro(Optional.of(parameters), variadic, checked(rest.subList(i + 1, rest.size()), line));
    }

    private static List<Token> checked(List<Token> body, int line) throws ScreenException {
        if (!body.isEmpty() && (body.getFirst().is("##") || body.getLast().is("##"))) {
            throw new ScreenException(line, "a macro that begins or ends with ##");
        }
        for (Token token : body) {
            if (token.is("__VA_OPT__")) {
                throw new ScreenException(line, "__VA_OPT__, which compilers read differently");
            }
        }
        return body;
    }

    /** Returns the place of a parameter; -1 if the token is none. */
    int parameter(Token token) {
        return token.kind() == Kind.IDENTIFIER
                ? parameters.map(names -> names.indexOf(token.text())).orElse(-1)
                : -1;
    }
}
