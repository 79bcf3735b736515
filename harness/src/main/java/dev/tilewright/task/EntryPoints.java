package dev.tilewright.task;

import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.SourceTokens;
import dev.tilewright.kernel.SourceTokens.Kind;
import dev.tilewright.kernel.SourceTokens.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entry points of a source in OpenCL C or CUDA C, found by its tokens and not by running the preprocessor: what stands behind
 * {@code #if} and {@code #else} is all looked at, as it is not known which of it will be compiled. An entry point that macros put
 * together is not found, but a source that has its name is believed to have it.
 */
final class EntryPoints {

    private static final Set<String> QUALIFIERS = Set.of("__kernel", "kernel", "__global__");

    /** What may stand between the qualifier and the name of an entry point, apart from those with parentheses. */
    private static final Set<String> BETWEEN = Set.of(
            "void", "static", "extern", "inline", "__inline", "__inline__", "__forceinline__", "__noinline__", "\"C\"");

    private static final Set<String> WITH_PARENTHESES =
            Set.of("__attribute__", "__attribute", "__launch_bounds__", "__maxnreg__", "__cluster_dims__", "alignas");

    private final List<Token> all;

    /** The tokens that are no directives: so whatever a directive cuts in two, a signature too, is in one piece. */
    private final List<Token> code;

    private static final Set<String> WIDE = Set.of(
            "long",
            "ulong",
            "size_t",
            "ptrdiff_t",
            "int64_t",
            "uint64_t",
            "longlong",
            "ulonglong",
            "intptr_t",
            "uintptr_t");

    /** The places of the names in {@link #code}. */
    private final List<Integer> places = new ArrayList<>();

    private final Set<String> names = new LinkedHashSet<>();

    private EntryPoints(String source, Language language) {
        all = SourceTokens.of(source, language).tokens();
        code = all.stream().filter(token -> !token.directive()).toList();
        for (int i = 0; i < code.size(); i++) {
            if (QUALIFIERS.contains(code.get(i).text())) {
                nameAfter(i).ifPresent(place -> {
                    places.add(place);
                    names.add(code.get(place).text());
                });
            }
        }
    }

    static EntryPoints of(String source, Language language) {
        return new EntryPoints(source, language);
    }

    /** Returns the names of the entry points, in the order in which they stand. */
    List<String> names() {
        return new ArrayList<>(names);
    }

    /** Tells whether there may be one of a name: it is found, or the name is there for macros to make one of it. */
    boolean mayHave(String name) {
        return names.contains(name)
                || all.stream()
                        .anyMatch(token ->
                                token.kind() == Kind.WORD && token.text().equals(name))
                || all.stream().anyMatch(token -> token.is("##"));
    }

    /**
     * Tells which parameters of an entry point are whole numbers of 64 bits; none where it is declared in several ways, of which it is not
     * known which will be compiled.
     */
    Set<Integer> wideParameters(String name) {
        List<Set<Integer>> declared = places.stream()
                .filter(place -> code.get(place).is(name))
                .map(place -> wideParameters(place + 1))
                .distinct()
                .toList();
        return declared.size() == 1 ? declared.getFirst() : Set.of();
    }

    private Set<Integer> wideParameters(int open) {
        Set<Integer> wide = new HashSet<>();
        int end = afterParentheses(open) - 1;
        int position = 0;
        int depth = 0;
        boolean isWide = false;
        boolean points = false;
        for (int i = open + 1; i <= end; i++) {
            Token token = code.get(i);
            if ((token.is(",") && depth == 0) || i == end) {
                if (isWide && !points) {
                    wide.add(position);
                }
                position++;
                isWide = false;
                points = false;
            }
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            isWide |= WIDE.contains(token.text());
            points |= token.is("*") || token.is("[") || token.is("&");
        }
        return wide;
    }

    private Optional<Integer> nameAfter(int qualifier) {
        boolean returnsVoid = qualifier > 0 && code.get(qualifier - 1).is("void");
        int i = qualifier + 1;
        while (i < code.size()) {
            Token token = code.get(i);
            if (WITH_PARENTHESES.contains(token.text())) {
                i = afterParentheses(i + 1);
            } else if (QUALIFIERS.contains(token.text()) || BETWEEN.contains(token.text())) {
                returnsVoid |= token.is("void");
                i++;
            } else {
                boolean named = token.kind() == Kind.WORD
                        && i + 1 < code.size()
                        && code.get(i + 1).is("(");
                return named && returnsVoid ? Optional.of(i) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Returns the place behind the parenthesis that closes the one at {@code open}; {@code open} itself if there is none. */
    private int afterParentheses(int open) {
        int depth = 0;
        for (int i = open; i < code.size(); i++) {
            if (code.get(i).is("(")) {
                depth++;
            } else if (code.get(i).is(")")) {
                depth--;
            }
            if (depth <= 0) {
                return i > open ? i + 1 : open;
            }
        }
        return code.size();
    }
}
