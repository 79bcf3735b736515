package dev.tilewright.task;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.TunableBuffer;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.kernel.TunableLaunch;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Formula;
import dev.tilewright.space.Tunable;
import dev.tilewright.task.KernelHeader.Launched;
import dev.tilewright.task.KernelHeader.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    private static final Pattern ENTRY = Pattern.compile(
            "\\b(?:__kernel|kernel|__global__)\\s+(?:__attribute__\\s*\\(\\(.*?\\)\\)\\s*|__launch_bounds__\\s*\\([^)]*\\)\\s*)*"
                    + "void\\s+(?:__attribute__\\s*\\(\\(.*?\\)\\)\\s*|__launch_bounds__\\s*\\([^)]*\\)\\s*)*(\\w+)\\s*\\(");

    private static final Pattern COMMENTS = Pattern.compile("//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

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
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new TaskException("there is no kernel file %s".formatted(path), e);
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
        Set<String> named = new LinkedHashSet<>(arguments);
        header.scratch().forEach(buffer -> named.add(newName("scratch buffer", buffer.name(), named, sizes)));
        Set<String> known = new LinkedHashSet<>(named);
        known.addAll(sizes);
        header.derivedSizes().keySet().forEach(size -> known.add(newName("size", size, named, sizes)));
        header.tunables().forEach(tunable -> newName("tunable", tunable.name(), known, sizes));
        Formulas formulas = new Formulas(sizes, header.tunables(), header.derivedSizes());
        List<Launched> told = header.launches().isEmpty() ? List.of(Launched.NOTHING) : header.launches();
        List<TunableLaunch> launches = new ArrayList<>();
        for (Launched launched : told) {
            String entry = entry(language, source, launched);
            List<String> taken = launched.arguments().isEmpty()
                    ? Stream.concat(arguments.stream(), sizes.stream()).toList()
                    : launched.arguments();
            taken.forEach(name -> checkKnown(name, known));
            checkGeometry(launched, told.size() == 1 ? "the kernel" : entry);
            launches.add(new TunableLaunch(
                    entry, taken, formulas.numbers(launched.global()), formulas.numbers(launched.local())));
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
                    "nothing says how %s is launched; expected // tilewright:launch global=[N, M] local=[TILE, TILE], or launch in the task file"
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

    private static String entry(Language language, String source, Launched header) {
        if (language.extension().equals("java")) {
            return header.entry()
                    .orElseThrow(
                            () -> new TaskException("a kernel in Java must name its entry: // tilewright:entry NAME"));
        }
        List<String> entries = new ArrayList<>();
        Matcher matcher = ENTRY.matcher(COMMENTS.matcher(source).replaceAll(" "));
        while (matcher.find()) {
            entries.add(matcher.group(1));
        }
        if (header.entry().isPresent()) {
            String entry = header.entry().get();
            if (!entries.contains(entry)) {
                throw new TaskException("there is no entry point %s; the source has %s"
                        .formatted(entry, entries.isEmpty() ? "none" : String.join(", ", entries)));
            }
            return entry;
        }
        if (entries.size() != 1) {
            throw new TaskException(
                    entries.isEmpty()
                            ? "the source has no entry point"
                            : "the source has several entry points, %s; expected // tilewright:entry NAME before how each is launched"
                                    .formatted(String.join(", ", entries)));
        }
        return entries.getFirst();
    }

    /** Reads formulas and tries each once, so that an unknown name is a mistake at once and not in the midst of a search. */
    private record Formulas(
            Map<String, Long> sizes, Configuration configuration, String names, Map<String, Formula> derived) {

        Formulas(List<String> sizes, List<Tunable> tunables, Map<String, String> derived) {
            this(
                    sizes.stream().collect(Collectors.toMap(size -> size, size -> 64L, (a, b) -> a, HashMap::new)),
                    first(tunables),
                    Stream.of(sizes.stream(), tunables.stream().map(Tunable::name), derived.keySet().stream())
                            .flatMap(names -> names)
                            .collect(Collectors.joining(", ")),
                    new LinkedHashMap<>());
            derived.forEach((name, text) ->
                    this.derived.put(name, parse(text, formula -> formula.compute(this.sizes, configuration))));
        }

        private static Configuration first(List<Tunable> tunables) {
            Configuration configuration = Configuration.none();
            for (Tunable tunable : tunables) {
                configuration =
                        configuration.with(tunable.name(), tunable.values().getFirst());
            }
            return configuration;
        }

        List<Formula> numbers(List<String> texts) {
            return texts.stream()
                    .map(text -> parse(text, formula -> formula.compute(sizes, configuration)))
                    .toList();
        }

        List<Formula> conditions(List<String> texts) {
            return texts.stream()
                    .map(text -> parse(text, formula -> formula.holds(sizes, configuration)))
                    .toList();
        }

        private Formula parse(String text, Consumer<Formula> trial) {
            Formula formula = Formula.parse(expanded(text));
            try {
                trial.accept(formula);
            } catch (IllegalArgumentException e) {
                throw new TaskException("%s; expected arithmetic over %s".formatted(e.getMessage(), names), e);
            }
            return formula;
        }

        /** Writes derived sizes as what they follow from. */
        private String expanded(String text) {
            String expanded = text;
            for (Map.Entry<String, Formula> size : derived.entrySet()) {
                expanded = expanded.replaceAll(
                        "\\b" + size.getKey() + "\\b", Matcher.quoteReplacement("(" + size.getValue() + ")"));
            }
            return expanded;
        }
    }
}
