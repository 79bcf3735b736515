package dev.tilewright.task;

import dev.tilewright.kernel.CudaHeaders;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.SourceTokens;
import dev.tilewright.kernel.SourceTokens.Kind;
import dev.tilewright.kernel.SourceTokens.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the text of files that a kernel includes in the place of its {@code #include} lines, when the kernel is read. So a kernel is whole by
 * itself: its hash changes with its headers, it builds wherever the current folder is, and it can go through memory to another machine.
 *
 * <p>Files are taken from the folder of the kernel and the folders in it, and from nowhere else. What is not there is refused; between
 * {@code #if} and {@code #endif} it becomes an {@code #error}, because another compiler may be meant there.
 */
final class Includes {

    private static final int DEEPEST = 32;

    /** Of all text together, so that files which include each other twice do not fill the memory. */
    private static final int MOST_CHARACTERS = 4_000_000;

    private static final Set<String> NAMES = Set.of("include", "include_next", "import", "embed");
    private static final Set<String> OPENING = Set.of("if", "ifdef", "ifndef");

    private final Path folder;
    private final Language language;
    private final Deque<Path> open = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private int conditions;
    private final Map<Path, Integer> guards = new HashMap<>();

    private Includes(Path folder, Language language) {
        this.folder = folder;
        this.language = language;
    }

    /**
     * Returns the source of a kernel with everything that it includes in place.
     *
     * @param file where the kernel was read from
     * @throws TaskException if a file is included that is not in the kernel's folder, cannot be read, or includes itself, with the line
     */
    static String expanded(Path file, String source, Language language) {
        if (language == Language.JAVA || language == Language.TORNADO || !mayInclude(source)) {
            return source;
        }
        try {
            Path real = file.toRealPath();
            Includes includes =
                    new Includes(Optional.ofNullable(real.getParent()).orElse(real), language);
            includes.file(real, source);
            return includes.text.toString();
        } catch (IOException e) {
            throw new TaskException("the kernel file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Most kernels include nothing, and stay as they are to the letter. */
    private static boolean mayInclude(String source) {
        return NAMES.stream().anyMatch(source::contains);
    }

    private void file(Path file, String source) {
        open.push(file);
        SourceTokens split = SourceTokens.of(source, language);
        if (open.size() > 1) {
            split.doubt().filter(doubt -> doubt.contains("not closed")).ifPresent(doubt -> {
                throw new TaskException("%s ends within %s".formatted(shown(file), doubt));
            });
        }
        List<Token> tokens = split.tokens();
        int written = 0;
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token hash = tokens.get(i);
            if (!hash.directive() || !hash.first()) {
                continue;
            }
            Token name = tokens.get(i + 1);
            if (OPENING.contains(name.text())) {
                conditions++;
            } else if (name.is("endif")) {
                conditions--;
            } else if (NAMES.contains(name.text())) {
                int end = end(tokens, i);
                append(source.substring(written, hash.start()));
                included(file, name, tokens.subList(i + 2, end));
                written = tokens.get(end - 1).end();
            }
        }
        append(source.substring(written));
        open.pop();
    }

    /** Returns the place behind the last token of the line that begins at {@code start}. */
    private static int end(List<Token> tokens, int start) {
        int end = start + 1;
        while (end < tokens.size() && !tokens.get(end).first()) {
            end++;
        }
        return end;
    }

    private void append(String more) {
        if (text.length() + more.length() > MOST_CHARACTERS) {
            throw new TaskException(
                    "with all that it includes the kernel has more than %d characters".formatted(MOST_CHARACTERS));
        }
        text.append(more);
    }

    private void included(Path including, Token name, List<Token> rest) {
        boolean one = rest.size() == 1 && rest.getFirst().kind() == Kind.HEADER && name.is("include");
        if (one
                && language == Language.CUDA
                && CudaHeaders.include(rest.getFirst().text())) {
            append("#include " + rest.getFirst().text());
            return;
        }
        Optional<Path> found = one ? find(including, rest.getFirst().text()) : Optional.empty();
        if (found.isEmpty()) {
            missing(including, name, rest);
            return;
        }
        Path file = found.get();
        String source = UserKernelReader.source(file);
        boolean once = isIncludedOnce(source);
        if (open.contains(file) || open.size() > DEEPEST) {
            if (!once && !source.stripLeading().startsWith("#ifndef")) {
                throw new TaskException(
                        "%s includes itself, with nothing to stop it; put #pragma once into it".formatted(shown(file)));
            }
            return;
        }
        append("\n");
        if (once) {
            String macro = "TILEWRIGHT_ONCE_%d".formatted(guards.computeIfAbsent(file, _ -> guards.size() + 1));
            append("#ifndef %s\n#define %s\n".formatted(macro, macro));
            file(file, source);
            append("\n#endif");
        } else {
            file(file, source);
        }
        // A backslash at the end of a file must not take the next line with it.
        append(source.endsWith("\\") ? "\n\n" : "\n");
    }

    /** Finds a file in the folder of the one that includes it, or in that of the kernel; empty if there is none, or it is elsewhere. */
    private Optional<Path> find(Path including, String header) {
        String name = header.substring(1, Math.max(1, header.length() - 1));
        for (Path from : List.of(Optional.ofNullable(including.getParent()).orElse(folder), folder)) {
            try {
                Path file = from.resolve(name).toRealPath();
                if (!Path.of(name).isAbsolute() && file.startsWith(folder) && Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            } catch (IOException | IllegalArgumentException notThere) {
                // It may be in the other folder.
            }
        }
        return Optional.empty();
    }

    private void missing(Path including, Token name, List<Token> rest) {
        String wanted = rest.isEmpty() ? "nothing" : rest.getFirst().text();
        String message =
                "line %d%s includes %s, which is no file in the kernel's folder; copy it there. Headers of the system are not read"
                        .formatted(name.line(), open.size() > 1 ? " of " + shown(including) : "", wanted);
        if (conditions <= 0) {
            throw new TaskException(message);
        }
        append("\n#error " + message.replaceAll("[^ -~]", "?").replace('\'', ' ') + "\n");
    }

    private boolean isIncludedOnce(String source) {
        List<Token> tokens = SourceTokens.of(source, language).tokens();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (tokens.get(i).first()
                    && tokens.get(i + 1).is("pragma")
                    && tokens.get(i + 2).is("once")) {
                return true;
            }
        }
        return false;
    }

    private String shown(Path file) {
        return folder.relativize(file).toString();
    }
}
