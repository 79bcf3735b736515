package dev.tilewright.task;

import dev.tilewright.kernel.Tunable;
import dev.tilewright.task.TaskFile.KernelEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is told about a kernel besides its source, in a task file or in comments of the source. Formulas are still text.
 *
 * @param entry the entry point
 * @param tunables what the source leaves open
 * @param constraints what ties tunables and sizes together
 * @param global the global size, fastest dimension first; empty where it is not told
 * @param local the local size; empty where it is not told
 * @param arguments the tensors and sizes in the order of the entry point's parameters; empty where it is not told
 */
record KernelHeader(
        Optional<String> entry,
        List<Tunable> tunables,
        List<String> constraints,
        List<String> global,
        List<String> local,
        List<String> arguments) {

    private static final Pattern COMMENT = Pattern.compile("^\\s*//\\s*tilewright:(\\S*)\\s*(.*?)\\s*$");

    private static final Pattern LAUNCH = Pattern.compile("global\\s*=\\s*\\[(.*)]\\s*local\\s*=\\s*\\[(.*)]");

    static KernelHeader of(KernelEntry entry) {
        List<Tunable> tunables = new ArrayList<>();
        if (entry.tunables() != null) {
            entry.tunables().forEach((name, values) -> tunables.add(new Tunable(name, values)));
        }
        return new KernelHeader(
                Optional.ofNullable(entry.entry()),
                tunables,
                Objects.requireNonNullElse(entry.constraints(), List.of()),
                entry.launch() == null ? List.of() : entry.launch().global(),
                entry.launch() == null ? List.of() : entry.launch().local(),
                Objects.requireNonNullElse(entry.arguments(), List.of()));
    }

    /**
     * Reads the comments of a source, {@code // tilewright:tunable TILE 8,16,32} and so on.
     *
     * @throws TaskException if one of them is not as it should be, with its line
     */
    static KernelHeader of(String source) {
        Optional<String> entry = Optional.empty();
        List<Tunable> tunables = new ArrayList<>();
        List<String> constraints = new ArrayList<>();
        List<String> global = List.of();
        List<String> local = List.of();
        List<String> arguments = List.of();
        int line = 0;
        for (String text : source.lines().toList()) {
            line++;
            Matcher comment = COMMENT.matcher(text);
            if (!comment.matches()) {
                continue;
            }
            String rest = comment.group(2);
            switch (comment.group(1)) {
                case "entry" -> entry = Optional.of(rest);
                case "tunable" -> tunables.add(tunable(line, rest));
                case "constraint" -> constraints.add(rest);
                case "arguments" -> arguments = list(rest);
                case "launch" -> {
                    Matcher launch = LAUNCH.matcher(rest);
                    if (!launch.matches()) {
                        throw malformed(line, text, "// tilewright:launch global=[N, M] local=[TILE, TILE]");
                    }
                    global = list(launch.group(1));
                    local = list(launch.group(2));
                }
                case "evolve", "end" -> {
                    // They say which part may be changed, and nothing about the kernel.
                }
                default ->
                    throw malformed(
                            line, text, "tilewright:entry, tunable, constraint, launch, arguments, evolve or end");
            }
        }
        return new KernelHeader(entry, tunables, constraints, global, local, arguments);
    }

    private static Tunable tunable(int line, String rest) {
        String[] parts = rest.split("\\s+", 2);
        if (parts.length < 2) {
            throw malformed(line, "tunable " + rest, "// tilewright:tunable TILE 8,16,32");
        }
        try {
            return new Tunable(parts[0], list(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new TaskException("line %d: %s".formatted(line, e.getMessage()), e);
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    private static TaskException malformed(int line, String text, String expected) {
        return new TaskException(
                "line %d: '%s' is not understood; expected %s".formatted(line, text.strip(), expected));
    }

    /** Returns this header with what it does not tell taken from {@code other}. */
    KernelHeader orElse(KernelHeader other) {
        return new KernelHeader(
                entry.or(other::entry),
                tunables.isEmpty() ? other.tunables : tunables,
                constraints.isEmpty() ? other.constraints : constraints,
                global.isEmpty() ? other.global : global,
                local.isEmpty() ? other.local : local,
                arguments.isEmpty() ? other.arguments : arguments);
    }
}
