package dev.tilewright.task;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.ReservedWords;
import dev.tilewright.kernel.TunableBuffer;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.kernel.TunableLaunch;
import dev.tilewright.space.Condition;
import dev.tilewright.space.Formula;
import dev.tilewright.space.Kind;
import dev.tilewright.space.PythonExpression;
import dev.tilewright.space.T1;
import dev.tilewright.space.Tunable;
import dev.tilewright.task.KernelHeader.Launched;
import dev.tilewright.task.KernelHeader.Scratch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads kernels of the user, whose tunables, constraints and launch geometry stand in comments of the source.
 *
 * <pre>
 * // tilewright:tunable TILE 8,16,32
 * // tilewright:constraint M % TILE == 0
 * // tilewright:launch global=[N, M] local=[TILE, TILE]
 * </pre>
 *
 * <p>A program of several launches says for each in turn {@code tilewright:entry}, {@code arguments} and {@code launch}; buffers between
 * them are declared by {@code tilewright:scratch PANELS float32 [N / 8, K, 8]}, and sizes that follow from others by {@code tilewright:size
 * PARTS K / 128}.
 */
public final class UserKernelReader {

    private static final String TORNADO_API = "uk.ac.manchester.tornado.api";

    private UserKernelReader() {}

    /**
     * Reads a kernel for {@code task}.
     *
     * @param path the source, whose extension determines its language: {@code .cl}, {@code .cu} or {@code .java}, which is for TornadoVM where it
     *     mentions TornadoVM's API
     * @throws TaskException if it cannot be read or its comments have a mistake
     */
    public static UserKernel read(Path path, Task task) {
        KernelHeader nothing = KernelHeader.of("");
        return read(
                path,
                nothing,
                task.sizes(),
                task.arguments().stream().map(Argument::name).toList());
    }

    /**
     * Reads a kernel whose tunables and conditions stand in a T1 file, and its launch in comments of the source or else there. A launch of
     * the file that names no size of the task has the numbers of one problem, and makes no claim about others.
     *
     * @param path the source
     * @param space what the file says
     * @throws TaskException if the source cannot be read, or the two do not fit
     */
    public static UserKernel read(Path path, Task task, T1 space) {
        KernelHeader told = DefinedSpace.header(space, KernelHeader.of(source(path)));
        UserKernel kernel = read(
                path,
                told,
                task.sizes(),
                task.arguments().stream().map(Argument::name).toList());
        boolean general = told.launches().isEmpty() || kernel.kernel().namesASize(task.sizes());
        return general ? kernel : kernel.asSpecific();
    }

    /**
     * Checks that a source can be read.
     *
     * @throws TaskException if it cannot
     */
    public static void requireReadable(Path path) {
        source(path);
    }

    /**
     * Returns the tunables that comments of a source declare, in their order. They do not count where a T1 file has some.
     *
     * @throws TaskException if the source cannot be read, or its comments have a mistake
     */
    public static List<Tunable> declaredTunables(Path path) {
        return KernelHeader.of(source(path)).tunables();
    }

    /**
     * Reads the text of a kernel for {@code task}, such as a generator wrote.
     *
     * @throws TaskException if its comments have a mistake, with what was expected
     */
    public static TunableKernel parse(String source, Language language, Task task) {
        try {
            return kernel(
                    language,
                    source,
                    KernelHeader.of(source),
                    task.sizes(),
                    task.arguments().stream().map(Argument::name).toList());
        } catch (IllegalArgumentException e) {
            throw new TaskException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns what the writer of a kernel should know about it, one sentence each; it can be tuned all the same. */
    public static List<String> warnings(TunableKernel kernel) {
        return MacroRedefinitions.in(kernel.source(), kernel.language(), kernel.tunables());
    }

    /** Reads a kernel, with what {@code told} says taking precedence over comments of the source. */
    static UserKernel read(Path path, KernelHeader told, List<String> sizes, List<String> arguments) {
        String source = source(path);
        try {
            KernelHeader header = told.orElse(KernelHeader.of(source));
            Language language = language(path, source);
            String whole = Includes.expanded(path, source, language);
            return new UserKernel(path, kernel(language, whole, header, sizes, arguments));
        } catch (TaskException | IllegalArgumentException e) {
            throw new TaskException("%s: %s".formatted(path, e.getMessage()), e);
        }
    }

    static String source(Path path) {
        try {
            return TextFile.read(path);
        } catch (NoSuchFileException e) {
            throw new TaskException("there is no kernel file %s".formatted(path), e);
        } catch (TextFile.NoTextException e) {
            throw new TaskException("%s: %s".formatted(path, e.getMessage()), e);
        } catch (IOException e) {
            throw new TaskException("the kernel file %s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static Language language(Path path, String source) {
        String name = path.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1);
        if (extension.equals(Language.TORNADO.extension()) && source.contains(TORNADO_API)) {
            return Language.TORNADO;
        }
        return Arrays.stream(Language.values())
                .filter(language -> language.extension().equals(extension))
                .findFirst()
                .orElseThrow(
                        () -> new TaskException("the extension determines the language; expected .cl, .cu or .java"));
    }

    private static TunableKernel kernel(
            Language language, String source, KernelHeader header, List<String> sizes, List<String> arguments) {
        Set<String> known = checkNames(header, sizes, arguments);
        Formulas formulas = new Formulas(sizes, header.tunables(), header.derivedSizes());
        List<Launched> told = header.launches().isEmpty() ? List.of(Launched.NOTHING) : header.launches();
        EntryPoints entries = EntryPoints.of(source, language);
        List<TunableLaunch> launches = new ArrayList<>();
        for (Launched launched : told) {
            String entry = entry(language, entries, launched);
            List<String> taken = launched.arguments().isEmpty()
                    ? Stream.concat(arguments.stream(), sizes.stream()).toList()
                    : launched.arguments();
            taken.forEach(name -> checkKnown(TunableLaunch.nameOf(name), known));
            checkGeometry(launched, told.size() == 1 ? "the kernel" : entry);
            launches.add(new TunableLaunch(
                    entry,
                    widened(taken, entries.wideParameters(entry), arguments, header.scratch()),
                    formulas.numbers(launched.global()),
                    formulas.numbers(launched.local())));
        }
        return new TunableKernel(
                language,
                source,
                launches,
                header.scratch().stream()
                        .map(buffer -> scratch(buffer, formulas))
                        .toList(),
                formulas.derived(),
                header.tunables(),
                formulas.conditions(header.constraints()));
    }

    /** Checks the names that a header declares, and returns those that arguments may have. */
    private static Set<String> checkNames(KernelHeader header, List<String> sizes, List<String> arguments) {
        Set<String> named = new LinkedHashSet<>(arguments);
        header.scratch().forEach(buffer -> named.add(newName("scratch buffer", buffer.name(), named, sizes)));
        Set<String> known = new LinkedHashSet<>(named);
        known.addAll(sizes);
        header.derivedSizes().keySet().forEach(size -> known.add(newName("size", size, named, sizes)));
        Set<String> tunables = new HashSet<>();
        for (Tunable tunable : header.tunables()) {
            String name = newName("tunable", tunable.name(), known, sizes);
            if (!tunables.add(name)) {
                throw new TaskException("tunable %s is declared twice".formatted(name));
            }
            if (ReservedWords.contains(name) || name.startsWith("__")) {
                throw new TaskException(
                        "tunable %s is called like a word of OpenCL C, CUDA C or Java, which it would replace as a macro; choose another name"
                                .formatted(name));
            }
        }
        return known;
    }

    /** Marks the sizes that an entry point takes as numbers of 64 bits. */
    private static List<String> widened(
            List<String> taken, Set<Integer> wide, List<String> arguments, List<Scratch> scratch) {
        Set<String> buffers = new HashSet<>(arguments);
        scratch.forEach(buffer -> buffers.add(buffer.name()));
        List<String> marked = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) {
            String name = taken.get(i);
            boolean widens = wide.contains(i) && !buffers.contains(name) && !TunableLaunch.isWide(name);
            marked.add(widens ? TunableLaunch.wide(name) : name);
        }
        return marked;
    }

    private static TunableBuffer scratch(Scratch buffer, Formulas formulas) {
        return new TunableBuffer(buffer.name(), ElementType.of(buffer.type()), formulas.numbers(buffer.shape()));
    }

    private static String newName(String what, String name, Set<String> taken, List<String> sizes) {
        if (taken.contains(name) || sizes.contains(name)) {
            throw new TaskException("%s %s has the name of a size or a tensor of the task".formatted(what, name));
        }
        return name;
    }

    private static void checkKnown(String name, Set<String> known) {
        if (!known.contains(name)) {
            throw new TaskException(
                    "argument %s is neither a tensor nor a size of the task, nor declared by // tilewright:scratch or size%s; expected %s"
                            .formatted(name, Suggestion.forName(name, known), String.join(", ", known)));
        }
    }

    private static void checkGeometry(Launched launched, String what) {
        if (launched.global().isEmpty()) {
            throw new TaskException(
                    "nothing says how %s is launched; expected a comment such as // tilewright:launch global=[N, M] local=[TILE, TILE], launch in the task file, or GlobalSize and LocalSize in the T1 file"
                            .formatted(what));
        }
        if (launched.global().size() != launched.local().size()) {
            throw new TaskException("global size %s and local size %s must have the same number of dimensions"
                    .formatted(launched.global(), launched.local()));
        }
        if (launched.global().size() > 3) {
            throw new TaskException("a launch has one to three dimensions, not "
                    + launched.global().size());
        }
    }

    private static String entry(Language language, EntryPoints entries, Launched header) {
        if (language.extension().equals("java")) {
            return header.entry()
                    .orElseThrow(
                            () -> new TaskException("a kernel in Java must name its entry: // tilewright:entry NAME"));
        }
        List<String> names = entries.names();
        if (header.entry().isPresent()) {
            String entry = header.entry().get();
            if (!entries.mayHave(entry)) {
                throw new TaskException("there is no entry point %s; the source has %s"
                        .formatted(entry, names.isEmpty() ? "none" : String.join(", ", names)));
            }
            return entry;
        }
        if (names.size() != 1) {
            throw new TaskException(
                    names.isEmpty()
                            ? "the source has no entry point that can be seen; if a macro makes it, name it: // tilewright:entry NAME"
                            : "the source has several entry points, %s; expected // tilewright:entry NAME before how each is launched"
                                    .formatted(String.join(", ", names)));
        }
        return names.getFirst();
    }

    /** Reads formulas, and checks each for all values of its names: a mistake is told at once and not in the midst of a search. */
    private record Formulas(Map<String, Kind> kinds, Map<String, Formula> derived) {

        private static final int MOST_NAMED = 20;

        Formulas(List<String> sizes, List<Tunable> tunables, Map<String, String> derived) {
            this(new LinkedHashMap<>(), new LinkedHashMap<>());
            sizes.forEach(size -> kinds.put(size, Kind.NUMBER));
            tunables.forEach(tunable -> kinds.put(tunable.name(), tunable.kind()));
            derived.forEach((name, text) -> this.derived.put(name, parse(text, Kind.NUMBER)));
        }

        List<Formula> numbers(List<String> texts) {
            return texts.stream().map(text -> parse(text, Kind.NUMBER)).toList();
        }

        List<Condition> conditions(List<String> texts) {
            return texts.stream().map(this::condition).toList();
        }

        private Condition condition(String text) {
            return switch (Condition.parse(text)) {
                case Formula formula -> checked(formula, Kind.CONDITION);
                case PythonExpression expression -> checked(expression);
            };
        }

        private Formula parse(String text, Kind kind) {
            return checked(Formula.parse(text), kind);
        }

        /** What kinds of values it takes is known once it is computed; which names it has is known now. */
        private PythonExpression checked(PythonExpression expression) {
            for (String name : expression.names()) {
                if (derived.containsKey(name)) {
                    throw new TaskException(
                            "\"%s\" names %s, which is a derived size; in Python, write what it is derived from"
                                    .formatted(expression, name));
                }
                if (!kinds.containsKey(name)) {
                    throw new TaskException(
                            "\"%s\" cannot be computed: %s is neither a size nor a tunable; expected Python over %s"
                                    .formatted(expression, name, names()));
                }
            }
            return expression;
        }

        private Formula checked(Formula given, Kind kind) {
            Formula formula = given.with(derived);
            try {
                formula.check(kinds, kind);
            } catch (IllegalArgumentException e) {
                throw new TaskException("%s; expected arithmetic over %s".formatted(e.getMessage(), names()), e);
            }
            return formula;
        }

        private String names() {
            List<String> all = Stream.concat(kinds.keySet().stream(), derived.keySet().stream())
                    .toList();
            return String.join(", ", all.subList(0, Math.min(all.size(), MOST_NAMED)))
                    + (all.size() > MOST_NAMED ? ", …" : "");
        }
    }
}
