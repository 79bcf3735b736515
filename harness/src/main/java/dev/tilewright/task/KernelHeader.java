package dev.tilewright.task;

import dev.tilewright.space.Tunable;
import dev.tilewright.task.TaskFile.KernelEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is declared about a kernel beside its source, in a task file or in comments of the source. Formulas are still text.
 *
 * @param launches how its entry points are launched, in order
 * @param scratch buffers that launches share beside the task's arguments
 * @param derivedSizes sizes that follow from others, by name, in the order in which they were told
 * @param tunables what the source leaves open
 * @param constraints what ties tunables and sizes together
 */
record KernelHeader(
        List<Launched> launches,
        List<Scratch> scratch,
        Map<String, String> derivedSizes,
        List<Tunable> tunables,
        List<String> constraints) {

    private static final Pattern COMMENT = Pattern.compile("^\\s*//\\s*tilewright:(\\S*)\\s*(.*?)\\s*$");

    private static final Pattern LAUNCH = Pattern.compile("global\\s*=\\s*\\[(.*)]\\s*local\\s*=\\s*\\[(.*)]");

    private static final Pattern SCRATCH = Pattern.compile("(\\w+)\\s+(\\w+)\\s*\\[(.*)]");

    private static final Pattern SIZE = Pattern.compile("(\\w+)\\s*=?\\s+(.+)");

    /**
     * How one entry point is launched.
     *
     * @param entry the entry point
     * @param arguments the buffers and sizes in the order of its parameters; empty if it is not given
     * @param global the global size, fastest dimension first; empty if it is not given
     * @param local the local size; empty if it is not given
     */
    record Launched(Optional<String> entry, List<String> arguments, List<String> global, List<String> local) {

        static final Launched NOTHING = new Launched(Optional.empty(), List.of(), List.of(), List.of());

        /** Returns this with what it does not say taken from {@code other}. */
        Launched orElse(Launched other) {
            return new Launched(
                    entry.or(other::entry),
                    arguments.isEmpty() ? other.arguments : arguments,
                    global.isEmpty() ? other.global : global,
                    local.isEmpty() ? other.local : local);
        }
    }

    /** A scratch buffer: its name, its type's, and its shape, outermost dimension first. */
    record Scratch(String name, String type, List<String> shape) {}

    static KernelHeader of(KernelEntry entry) {
        List<Tunable> tunables = new ArrayList<>();
        if (entry.tunables() != null) {
            entry.tunables().forEach((name, values) -> tunables.add(new Tunable(name, values)));
        }
        Launched launched = new Launched(
                Optional.ofNullable(entry.entry()),
                Objects.requireNonNullElse(entry.arguments(), List.of()),
                entry.launch() == null ? List.of() : entry.launch().global(),
                entry.launch() == null ? List.of() : entry.launch().local());
        return new KernelHeader(
                launched.equals(Launched.NOTHING) ? List.of() : List.of(launched),
                List.of(),
                Map.of(),
                tunables,
                Objects.requireNonNullElse(entry.constraints(), List.of()));
    }

    /**
     * Reads the comments of a source, {@code // tilewright:tunable TILE 8,16,32} and so on. Each {@code entry} after the first begins
     * another launch, which the {@code arguments} and {@code launch} after it belong to.
     *
     * @throws TaskException if one of them is not as it should be, with its line
     */
    static KernelHeader of(String source) {
        List<Launched> launches = new ArrayList<>();
        List<Scratch> scratch = new ArrayList<>();
        Map<String, String> sizes = new LinkedHashMap<>();
        List<Tunable> tunables = new ArrayList<>();
        List<String> constraints = new ArrayList<>();
        Launched current = Launched.NOTHING;
        int line = 0;
        for (String text : source.lines().toList()) {
            line++;
            Matcher comment = COMMENT.matcher(text);
            if (!comment.matches()) {
                continue;
            }
            String rest = comment.group(2);
            switch (comment.group(1)) {
                case "entry" -> {
                    if (current.entry().isPresent()) {
                        launches.add(current);
                        current = Launched.NOTHING;
                    }
                    current = new Launched(Optional.of(rest), List.of(), List.of(), List.of()).orElse(current);
                }
                case "arguments" ->
                    current = new Launched(Optional.empty(), list(rest), List.of(), List.of()).orElse(current);
                case "launch" -> {
                    Matcher launch =
                            matched(LAUNCH, rest, line, text, "// tilewright:launch global=[N, M] local=[TILE, TILE]");
                    if (!current.global().isEmpty()) {
                        throw new TaskException(
                                "line %d: a second launch; expected // tilewright:entry NAME before it, which it belongs to"
                                        .formatted(line));
                    }
                    current = new Launched(Optional.empty(), List.of(), list(launch.group(1)), list(launch.group(2)))
                            .orElse(current);
                }
                case "scratch" -> {
                    Matcher buffer =
                            matched(SCRATCH, rest, line, text, "// tilewright:scratch PANELS float32 [N / 8, K, 8]");
                    scratch.add(new Scratch(buffer.group(1), buffer.group(2), list(buffer.group(3))));
                }
                case "size" -> {
                    Matcher size = matched(SIZE, rest, line, text, "// tilewright:size PARTS K / 128");
                    sizes.put(size.group(1), size.group(2));
                }
                case "tunable" -> tunables.add(tunable(line, rest));
                case "constraint" -> constraints.add(rest);
                case "evolve", "end" -> {
                    // They say which part may be changed, and nothing about the kernel.
                }
                default ->
                    throw malformed(
                            line,
                            text,
                            "tilewright:entry, arguments, launch, scratch, size, tunable, constraint, evolve or end");
            }
        }
        if (!current.equals(Launched.NOTHING)) {
            launches.add(current);
        }
        return new KernelHeader(launches, scratch, sizes, tunables, constraints);
    }

    private static Matcher matched(Pattern pattern, String rest, int line, String text, String expected) {
        Matcher matcher = pattern.matcher(rest);
        if (!matcher.matches()) {
            throw malformed(line, text, expected);
        }
        return matcher;
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

    /**
     * Returns this header with what it does not say taken from {@code other}.
     *
     * @throws TaskException if this tells how one of several entry points is launched
     */
    KernelHeader orElse(KernelHeader other) {
        if (!launches.isEmpty() && other.launches.size() > 1) {
            throw new TaskException(
                    "the source says how several entry points are launched; the task file cannot say it of one");
        }
        return new KernelHeader(
                launches.isEmpty()
                        ? other.launches
                        : other.launches.isEmpty()
                                ? launches
                                : List.of(launches.getFirst().orElse(other.launches.getFirst())),
                scratch.isEmpty() ? other.scratch : scratch,
                derivedSizes.isEmpty() ? other.derivedSizes : derivedSizes,
                tunables.isEmpty() ? other.tunables : tunables,
                constraints.isEmpty() ? other.constraints : constraints);
    }
}
