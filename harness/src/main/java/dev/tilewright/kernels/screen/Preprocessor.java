package dev.tilewright.kernels.screen;

import dev.tilewright.kernels.screen.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One pass over a source: directives are followed and macros expanded, with what only the compiler knows as {@link Decisions} say. */
final class Preprocessor {

    private static final int DEEPEST = 64;
    private static final Set<String> CONDITIONS = Set.of("if", "ifdef", "ifndef");

    private final CVocabulary vocabulary;
    private final Predicate<String> predefined;
    private final Decisions decisions;
    private final Map<String, Macro> macros;
    private final List<Token> pending = new ArrayList<>();
    private final List<Token> output = new ArrayList<>();
    private final Deque<Branch> branches = new ArrayDeque<>();

    /** A conditional group: whether it is read, whether any of its branches was, whether that around it is, and whether #else has come. */
    private record Branch(boolean live, boolean taken, boolean outer, boolean last) {}

    private Preprocessor(CVocabulary vocabulary, Map<String, Macro> defined, Decisions decisions, Set<String> assumed) {
        this.vocabulary = vocabulary;
        this.decisions = decisions;
        macros = new HashMap<>(defined);
        predefined = name -> {
            boolean may = vocabulary.mayBePredefined(name);
            if (!may) {
                assumed.add(name);
            }
            return may;
        };
    }

    /**
     * Returns what the compiler proper would read; empty where it would read nothing, because an {@code #error} stands in its way.
     *
     * @param source the tokens of the source
     * @param defined macros that are defined before it begins
     * @param assumed where names are added that no macro is taken to have
     */
    static Optional<List<Token>> read(
            List<Token> source,
            Map<String, Macro> defined,
            CVocabulary vocabulary,
            Decisions decisions,
            Set<String> assumed)
            throws ScreenException {
        Preprocessor preprocessor = new Preprocessor(vocabulary, defined, decisions, assumed);
        return preprocessor.read(source) ? Optional.of(preprocessor.output) : Optional.empty();
    }

    private boolean read(List<Token> source) throws ScreenException {
        int i = 0;
        while (i < source.size()) {
            int end = i;
            while (source.get(end).kind() != Kind.NEWLINE) {
                end++;
            }
            List<Token> line = source.subList(i, end);
            boolean directive = !line.isEmpty() && line.getFirst().is("#");
            if ((directive || isLive()) && end > i && source.get(end - 1).kind() == Kind.UNCLOSED) {
                throw new ScreenException(source.get(end - 1).line(), "a quote that is not closed on its line");
            }
            if (directive) {
                if (!directive(line.subList(1, line.size()), line.getFirst().line())) {
                    return false;
                }
            } else if (isLive()) {
                pending.addAll(line);
            }
            i = end + 1;
        }
        flush();
        if (!branches.isEmpty()) {
            throw new ScreenException(source.getLast().line(), "an #if without its #endif");
        }
        return true;
    }

    private boolean isLive() {
        return branches.isEmpty() || branches.peek().live();
    }

    /** Macros expand with what is defined where they are used; nothing of a use stands beyond a directive. */
    private void flush() throws ScreenException {
        if (!pending.isEmpty()) {
            output.addAll(Expansion.of(pending, macros));
            pending.clear();
            if (output.size() > Expansion.MOST_TOKENS) {
                throw new ScreenException(
                        output.getLast().line(),
                        "macros that become more than %d tokens".formatted(Expansion.MOST_TOKENS));
            }
        }
    }

    /** Follows a directive; false where the compiler stops there. */
    private boolean directive(List<Token> line, int number) throws ScreenException {
        if (line.isEmpty()) {
            return true;
        }
        String name = line.getFirst().text();
        List<Token> rest = line.subList(1, line.size());
        if (CONDITIONS.contains(name)) {
            begin(name, rest, number);
            return true;
        }
        switch (name) {
            case "elif" -> otherwise("if", rest, number);
            case "elifdef", "elifndef" ->
                throw new ScreenException(number, "#%s, which some compilers do not know".formatted(name));
            case "else" -> otherwise("", rest, number);
            case "endif" -> {
                flush();
                if (branches.poll() == null) {
                    throw new ScreenException(number, "an #endif without its #if");
                }
            }
            default -> {
                if (isLive()) {
                    flush();
                    return effect(name, rest, number);
                }
            }
        }
        return true;
    }

    private boolean effect(String name, List<Token> rest, int number) throws ScreenException {
        switch (name) {
            case "define" -> {
                String macro = macroName(rest, number);
                macros.put(macro, Macro.read(rest.subList(1, rest.size()), number));
            }
            case "undef" -> macros.remove(macroName(rest, number));
            case "error" -> {
                return false;
            }
            case "warning" -> {
                // It only says something.
            }
            case "pragma" -> vocabulary.checkPragma(rest, number);
            case "include" -> vocabulary.checkInclude(rest, number);
            default -> throw new ScreenException(number, "#%s".formatted(name));
        }
        return true;
    }

    private String macroName(List<Token> rest, int number) throws ScreenException {
        if (rest.isEmpty() || !rest.getFirst().isIdentifier()) {
            throw new ScreenException(number, "a macro without a name");
        }
        String name = rest.getFirst().text();
        if (name.equals("defined") || name.startsWith("__has_") || name.equals(Macro.FURTHER)) {
            throw new ScreenException(number, "a macro called " + name);
        }
        return name;
    }

    private void begin(String name, List<Token> rest, int number) throws ScreenException {
        flush();
        if (branches.size() >= DEEPEST) {
            throw new ScreenException(number, "conditions nested more than %d deep".formatted(DEEPEST));
        }
        boolean outer = isLive();
        boolean holds = outer && holds(name, rest, number);
        branches.push(new Branch(holds, holds, outer, false));
    }

    /** Begins another branch; {@code name} is {@code if}, or empty for an else. */
    private void otherwise(String name, List<Token> rest, int number) throws ScreenException {
        flush();
        Branch before = branches.poll();
        if (before == null || before.last()) {
            throw new ScreenException(number, "an #else or #elif without its #if");
        }
        boolean live = before.outer() && !before.taken() && (name.isEmpty() || holds(name, rest, number));
        branches.push(new Branch(live, before.taken() || live, before.outer(), name.isEmpty()));
    }

    private boolean holds(String name, List<Token> rest, int number) throws ScreenException {
        if (name.equals("if")) {
            return Condition.holds(rest, number, macros, predefined, decisions);
        }
        if (rest.isEmpty() || !rest.getFirst().isIdentifier()) {
            throw new ScreenException(number, "#%s without the name of a macro".formatted(name));
        }
        String macro = rest.getFirst().text();
        return Condition.isDefined(macro, macros, predefined, decisions) == name.equals("ifdef");
    }
}
