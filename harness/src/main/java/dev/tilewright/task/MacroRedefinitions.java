package dev.tilewright.task;

import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.SourceTokens;
import dev.tilewright.kernel.SourceTokens.Token;
import dev.tilewright.space.Tunable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds where a source defines or undefines what it declares as a tunable. The value of a tunable comes as a macro from outside, and such
 * a line takes it away. A default, {@code #ifndef TILE}, {@code #define TILE 16}, does not.
 */
final class MacroRedefinitions {

    private final Set<String> tunables;
    private final List<String> found = new ArrayList<>();

    /** For each {@code #if} that is open, the tunables that are not defined in it. */
    private final Deque<Set<String>> undefined = new ArrayDeque<>();

    private MacroRedefinitions(Set<String> tunables) {
        this.tunables = tunables;
    }

    /** Describes each in one sentence, with its line. */
    static List<String> in(String source, Language language, List<Tunable> tunables) {
        MacroRedefinitions redefinitions =
                new MacroRedefinitions(tunables.stream().map(Tunable::name).collect(Collectors.toSet()));
        List<Token> line = new ArrayList<>();
        for (Token token : SourceTokens.of(source, language).tokens()) {
            if (token.first() && !line.isEmpty()) {
                redefinitions.directive(line);
                line.clear();
            }
            if (token.directive()) {
                line.add(token);
            }
        }
        redefinitions.directive(line);
        return redefinitions.found;
    }

    private void directive(List<Token> line) {
        if (line.size() < 2) {
            return;
        }
        switch (line.get(1).text()) {
            case "if", "ifdef" -> undefined.push(testedFor(line));
            case "ifndef" -> undefined.push(line.size() > 2 ? Set.of(line.get(2).text()) : Set.of());
            case "elif", "else", "elifdef", "elifndef" -> {
                if (!undefined.isEmpty()) {
                    undefined.pop();
                    undefined.push(Set.of());
                }
            }
            case "endif" -> undefined.poll();
            case "define", "undef" -> define(line);
            default -> {
                // It defines nothing.
            }
        }
    }

    /** Returns the names that follow {@code !defined} in a condition that has no {@code ||}. */
    private static Set<String> testedFor(List<Token> line) {
        Set<String> names = new HashSet<>();
        if (line.stream().anyMatch(token -> token.is("||"))) {
            return names;
        }
        for (int i = 2; i + 2 < line.size(); i++) {
            if (line.get(i).is("!") && line.get(i + 1).is("defined")) {
                int name = line.get(i + 2).is("(") ? i + 3 : i + 2;
                if (name < line.size()) {
                    names.add(line.get(name).text());
                }
            }
        }
        return names;
    }

    private void define(List<Token> line) {
        if (line.size() > 2 && tunables.contains(line.get(2).text())) {
            String name = line.get(2).text();
            if (undefined.stream().noneMatch(names -> names.contains(name))) {
                found.add("line %d redefines the tunable %s, so its values have no effect from there on"
                        .formatted(line.getFirst().line(), name));
            }
        }
    }
}
