package dev.tilewright.kernels.screen;

import dev.tilewright.kernels.screen.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks at every word of a preprocessed source, and writes what a parser of plain C or C++ understands: qualifiers, attributes and
 * built-in types are C's own afterwards.
 */
final class WordScreen {

    private static final int DEEPEST = 200;
    private static final Set<String> SCALARS =
            Set.of("char", "short", "int", "long", "float", "double", "unsigned", "signed", "bool");
    private static final Set<String> ATTRIBUTE = Set.of("__attribute__", "__attribute");

    private final CVocabulary vocabulary;
    private final List<Token> tokens;
    private final List<Token> output = new ArrayList<>();
    private int at;

    /** Where the argument of a call begins that is a type, which no parser of C knows, and where the call is closed. */
    private int typeArgument = -1;

    private int closing;

    private WordScreen(List<Token> tokens, CVocabulary vocabulary) {
        this.tokens = tokens;
        this.vocabulary = vocabulary;
    }

    /** Returns the source for the parser, each token with the line that it comes from. */
    static List<Token> plain(List<Token> tokens, CVocabulary vocabulary) throws ScreenException {
        WordScreen screen = new WordScreen(tokens, vocabulary);
        screen.checkDepth();
        while (screen.at < tokens.size()) {
            screen.step();
        }
        return screen.output;
    }

    private void checkDepth() throws ScreenException {
        int depth = 0;
        for (Token token : tokens) {
            if (token.kind() == Kind.PUNCTUATOR) {
                depth += "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
                if (depth > DEEPEST) {
                    throw new ScreenException(token.line(), "parentheses nested more than %d deep".formatted(DEEPEST));
                }
            }
        }
    }

    private boolean comes(int ahead, String text) {
        return at + ahead < tokens.size() && tokens.get(at + ahead).is(text);
    }

    private void step() throws ScreenException {
        Token token = tokens.get(at);
        switch (token.kind()) {
            case STRING -> add(token, "\"s\"");
            case CHARACTER -> add(token, "'c'");
            case PUNCTUATOR -> punctuator(token);
            case IDENTIFIER -> {
                if (at == typeArgument) {
                    skipType();
                    output.add(new Token(Token.Kind.NUMBER, "0", token.line(), true));
                } else {
                    word(token);
                }
            }
            default -> add(token, token.text());
        }
    }

    private void add(Token token, String text) {
        output.add(new Token(token.kind(), text, token.line(), token.spaced()));
        at++;
    }

    private void punctuator(Token token) throws ScreenException {
        if (token.is("#") || token.is("##")) {
            throw new ScreenException(token.line(), "%s in what the preprocessor leaves".formatted(token.text()));
        }
        if (token.is("[") && comes(1, "[")) {
            attributes(1, "]");
            return;
        }
        add(token, token.text());
    }

    private void word(Token token) throws ScreenException {
        String text = token.text();
        if (InlinePtx.KEYWORDS.contains(text)) {
            assembly(token);
        } else if (ATTRIBUTE.contains(text)) {
            if (!comes(1, "(") || !comes(2, "(")) {
                throw new ScreenException(token.line(), text + " without its attributes");
            }
            attributes(2, ")");
        } else if (text.equals("_Pragma") && comes(1, "(") && comes(3, ")")) {
            pragma(tokens.get(at + 2));
        } else if (text.equals("extern") && vocabulary == CudaVocabulary.INSTANCE) {
            external(token);
        } else if (text.equals("goto") && comes(1, "*")) {
            throw new ScreenException(token.line(), "goto to a place that is computed");
        } else if (text.equals("operator") && comes(1, "(")) {
            throw new ScreenException(token.line(), "operator (), which calls what is no function");
        } else {
            String refusal = vocabulary.refusal(text);
            if (!refusal.isEmpty()) {
                throw new ScreenException(token.line(), refusal);
            }
            if (text.equals("__builtin_convertvector")) {
                findTypeArgument();
            }
            role(token);
        }
    }

    /** What is allowed in a {@code #pragma} is allowed as a word, too. */
    private void pragma(Token content) throws ScreenException {
        String text = content.text();
        if (content.kind() != Kind.STRING || !text.startsWith("\"") || text.contains("\\")) {
            throw new ScreenException(content.line(), "_Pragma of what is no plain text");
        }
        List<Token> words = Lexer.tokens(text.substring(1, text.length() - 1));
        vocabulary.checkPragma(
                words.stream().filter(word -> word.kind() != Kind.NEWLINE).toList(), content.line());
        at += 4;
    }

    private void skipType() throws ScreenException {
        while (at < closing) {
            Token word = tokens.get(at);
            if (!word.isIdentifier()
                    || vocabulary.role(word.text()) != CVocabulary.Role.TYPE && !SCALARS.contains(word.text())) {
                throw new ScreenException(word.line(), "a conversion to what is no built-in type");
            }
            at++;
        }
    }

    private void findTypeArgument() {
        int depth = 0;
        for (int i = at + 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 1 && token.is(",")) {
                typeArgument = i + 1;
            } else if (depth == 0) {
                closing = i;
                return;
            }
        }
    }

    private void role(Token token) throws ScreenException {
        switch (vocabulary.role(token.text())) {
            case QUALIFIER -> at++;
            case QUALIFIER_WITH_ARGUMENTS -> {
                at++;
                skipArguments(token);
            }
            case CONSTANT -> add(token, "const");
            case TYPE -> add(token, "float");
            case PLAIN -> add(token, token.text());
        }
    }

    private void assembly(Token token) throws ScreenException {
        if (vocabulary != CudaVocabulary.INSTANCE) {
            throw new ScreenException(token.line(), "inline assembly is no part of a kernel");
        }
        InlinePtx.Operands operands = InlinePtx.read(tokens, at);
        // What stands for the operands is looked at like any other expression.
        output.addAll(plain(operands.tokens(), vocabulary));
        at = operands.last() + 1;
    }

    /** Lets through how CUDA C says that a name is not mangled, and memory of a launch's own. */
    private void external(Token token) throws ScreenException {
        if (at + 1 < tokens.size() && tokens.get(at + 1).text().equals("\"C\"")) {
            add(token, "extern");
            add(tokens.get(at), "\"C\"");
        } else if (comes(1, "__shared__")) {
            at++;
        } else {
            throw new ScreenException(token.line(), vocabulary.refusal("extern"));
        }
    }

    private void attributes(int open, String close) throws ScreenException {
        Token first = tokens.get(at);
        at += open + 1;
        boolean named = false;
        while (!comes(0, close)) {
            if (at >= tokens.size()) {
                throw new ScreenException(first.line(), "attributes that are not closed");
            }
            Token token = tokens.get(at);
            if (token.is(",")) {
                named = false;
                at++;
            } else if (token.is("(") && named) {
                skipArguments(first);
            } else if (token.isIdentifier() && !named) {
                String name = token.text().replaceAll("^__(\\w+)__$", "$1");
                if (!CVocabulary.ATTRIBUTES.contains(name)) {
                    throw new ScreenException(token.line(), "the attribute " + name);
                }
                named = true;
                at++;
            } else {
                throw new ScreenException(token.line(), "attributes that cannot be read");
            }
        }
        at++;
        if (!comes(0, close)) {
            throw new ScreenException(first.line(), "attributes that are not closed");
        }
        at++;
    }

    private void skipArguments(Token word) throws ScreenException {
        int depth = 0;
        do {
            if (at >= tokens.size() || depth == 0 && !comes(0, "(")) {
                throw new ScreenException(word.line(), word.text() + " without its arguments");
            }
            depth += comes(0, "(") ? 1 : comes(0, ")") ? -1 : 0;
            at++;
        } while (depth > 0);
    }
}
