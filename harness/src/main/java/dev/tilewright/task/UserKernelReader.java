package dev.tilewright.task;

import dev.tilewright.kernel.Configuration;
import dev.tilewright.kernel.Formula;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Tunable;
import dev.tilewright.kernel.TunableKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
 * Reads kernels of the user's own, whose tunables, constraints and launch geometry stand in comments of the source.
 *
 * <pre>
 * // tilewright:tunable TILE 8,16,32
 * // tilewright:constraint M % TILE == 0
 * // tilewright:launch global=[N, M] local=[TILE, TILE]
 * </pre>
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
     * @param path the source, whose extension tells its language: {@code .cl}, {@code .cu} or {@code .java}, which is for TornadoVM where it
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
            return new UserKernel(path, kernel(language(path, source), source, header, sizes, arguments));
        } catch (TaskException | IllegalArgumentException e) {
            throw new TaskException("%s: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static String source(Path path) {
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
                .orElseThrow(() -> new TaskException("the extension tells the language; expected .cl, .cu or .java"));
    }

    private static TunableKernel kernel(
            Language language, String source, KernelHeader header, List<String> sizes, List<String> arguments) {
        String entry = entry(language, source, header);
        List<String> taken = header.arguments();
        if (taken.isEmpty()) {
            taken = Stream.concat(arguments.stream(), sizes.stream()).toList();
        }
        for (String name : taken) {
            if (!arguments.contains(name) && !sizes.contains(name)) {
                Set<String> known = new LinkedHashSet<>(arguments);
                known.addAll(sizes);
                throw new TaskException("argument %s is neither a tensor nor a size of the task%s; expected %s"
                        .formatted(name, Suggestion.forName(name, known), String.join(", ", known)));
            }
        }
        for (Tunable tunable : header.tunables()) {
            if (sizes.contains(tunable.name()) || arguments.contains(tunable.name())) {
                throw new TaskException(
                        "tunable %s has the name of a size or a tensor of the task".formatted(tunable.name()));
            }
        }
        if (header.global().isEmpty()
                || header.global().size() != header.local().size()) {
            throw new TaskException(
                    header.global().isEmpty()
                            ? "nothing says how the kernel is launched; expected // tilewright:launch global=[N, M] local=[TILE, TILE], or launch in the task file"
                            : "global size %s and local size %s must have the same number of dimensions"
                                    .formatted(header.global(), header.local()));
        }
        if (header.global().size() > 3) {
            throw new TaskException("a launch has one to three dimensions, not "
                    + header.global().size());
        }
        Formulas formulas = new Formulas(sizes, header.tunables());
        return new TunableKernel(
                language,
                source,
                entry,
                taken,
                header.tunables(),
                formulas.conditions(header.constraints()),
                formulas.numbers(header.global()),
                formulas.numbers(header.local()));
    }

    private static String entry(Language language, String source, KernelHeader header) {
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
                            : "the source has several entry points, %s; expected // tilewright:entry NAME"
                                    .formatted(String.join(", ", entries)));
        }
        return entries.getFirst();
    }

    /** Reads formulas and tries each once, so that an unknown name is a mistake at once and not in the midst of a search. */
    private record Formulas(Map<String, Long> sizes, Configuration configuration, String names) {

        Formulas(List<String> sizes, List<Tunable> tunables) {
            this(
                    sizes.stream().collect(Collectors.toMap(size -> size, size -> 64L, (a, b) -> a, HashMap::new)),
                    first(tunables),
                    Stream.concat(sizes.stream(), tunables.stream().map(Tunable::name))
                            .collect(Collectors.joining(", ")));
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
            Formula formula = Formula.parse(text);
            try {
                trial.accept(formula);
            } catch (IllegalArgumentException e) {
                throw new TaskException("%s; expected arithmetic over %s".formatted(e.getMessage(), names), e);
            }
            return formula;
        }
    }
}
