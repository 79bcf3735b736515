package dev.tilewright.task;

import dev.tilewright.space.Identifier;
import dev.tilewright.space.Tunable;
import dev.tilewright.task.TaskFile.KernelEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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

    /**
     * Takes what a task file says.
     *
     * @throws TaskException if a tunable is not as it should be
     */
    static KernelHeader of(KernelEntry entry) {
        List<Tunable> tunables = new ArrayList<>();
        if (entry.tunables() != null) {
            try {
                entry.tunables().forEach((name, values) -> tunables.add(new Tunable(name, values)));
            } catch (IllegalArgumentException e) {
                throw new TaskException(String.valueOf(e.getMessage()), e);
            }
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
        Reading reading = new Reading();
        int number = 0;
        for (String text : source.lines().toList()) {
            HeaderLine.of(++number, text).ifPresent(reading::read);
        }
        return reading.header();
    }

    /** What the comments so far say. */
    private static final class Reading {

        private final List<Launched> launches = new ArrayList<>();
        private final List<Scratch> scratch = new ArrayList<>();
        private final Map<String, String> sizes = new LinkedHashMap<>();
        private final List<Tunable> tunables = new ArrayList<>();
        private final List<String> constraints = new ArrayList<>();
        private Launched current = Launched.NOTHING;

        void read(HeaderLine line) {
            switch (line.word()) {
                case "entry" -> entry(line);
                case "arguments" ->
                    current = new Launched(Optional.empty(), HeaderLine.list(line.rest()), List.of(), List.of())
                            .orElse(current);
                case "launch" -> launch(line);
                case "scratch" -> scratch(line);
                case "size" -> size(line);
                case "tunable" -> tunable(line);
                case "constraint" -> constraints.add(line.rest());
                case "evolve", "end" -> {
                    // They say which part may be changed, and nothing about the kernel.
                }
                default ->
                    throw line.malformed(
                            "tilewright:entry, arguments, launch, scratch, size, tunable, constraint, evolve or end");
            }
        }

        private void entry(HeaderLine line) {
            if (current.entry().isPresent()) {
                launches.add(current);
                current = Launched.NOTHING;
            }
            String name = line.rest();
            if (!Identifier.isOne(name)) {
                throw line.malformed("// tilewright:entry NAME, the name of one function");
            }
            current = new Launched(Optional.of(name), List.of(), List.of(), List.of()).orElse(current);
        }

        private void launch(HeaderLine line) {
            String expected = "// tilewright:launch global=[N, M] local=[TILE, TILE]";
            Optional<List<String>> global =
                    line.accept("global") && line.accept("=") ? line.bracketed() : Optional.empty();
            Optional<List<String>> local =
                    line.accept("local") && line.accept("=") ? line.bracketed() : Optional.empty();
            if (global.isPresent() && local.isEmpty() && line.isOver()) {
                throw line.error("local, the size of a work-group, is missing; expected " + expected);
            }
            if (global.isEmpty() || local.isEmpty() || !line.isOver()) {
                throw line.malformed(expected);
            }
            if (!current.global().isEmpty()) {
                throw line.error("a second launch; expected // tilewright:entry NAME before it, which it belongs to");
            }
            current = new Launched(Optional.empty(), List.of(), global.get(), local.get()).orElse(current);
        }

        private void scratch(HeaderLine line) {
            String name = line.name();
            String type = line.name();
            Optional<List<String>> shape = line.bracketed();
            if (!Identifier.isOne(name) || type.isEmpty() || shape.isEmpty() || !line.isOver()) {
                throw line.malformed("// tilewright:scratch PANELS float32 [N / 8, K, 8]");
            }
            scratch.add(new Scratch(name, type, shape.get()));
        }

        private void size(HeaderLine line) {
            String name = line.name();
            line.accept("=");
            String formula = line.rest();
            if (!Identifier.isOne(name) || formula.isEmpty()) {
                throw line.malformed("// tilewright:size PARTS K / 128");
            }
            if (sizes.put(name, formula) != null) {
                throw line.error("size %s is declared twice".formatted(name));
            }
        }

        private void tunable(HeaderLine line) {
            String name = line.word();
            String values = line.rest();
            if (values.isEmpty()) {
                throw line.malformed("// tilewright:tunable TILE 8,16,32");
            }
            try {
                tunables.add(new Tunable(name, HeaderLine.list(values)));
            } catch (IllegalArgumentException e) {
                throw line.error(String.valueOf(e.getMessage()));
            }
        }

        KernelHeader header() {
            if (!current.equals(Launched.NOTHING)) {
                launches.add(current);
            }
            return new KernelHeader(launches, scratch, sizes, tunables, constraints);
        }
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
