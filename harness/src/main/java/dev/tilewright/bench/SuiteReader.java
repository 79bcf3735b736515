package dev.tilewright.bench;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.LocatedYaml;
import dev.tilewright.task.Problem;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads suites.
 *
 * <pre>
 * device: opencl:0                       # optional; --device comes first
 * cases:
 *   matmul-512: {task: matmul, problem: {M: 512, N: 512, K: 512}}
 *   mine: {task: matmul, kernel: kernels/matmul/tiled.cl, configuration: {TILE: 16}}
 *   plain: {task: softmax, kernel: naive}
 * </pre>
 */
public final class SuiteReader {

    private static final List<String> KEYS = List.of("device", "cases");
    private static final List<String> CASE_KEYS =
            List.of("task", "problem", "device", "kernel", "configuration", "schedule");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final List<String> SOURCES = List.of(".cl", ".cu", ".java");
    private static final String WISDOM = ".json";

    private final LocatedYaml yaml;
    private final TaskCatalogue tasks;
    private final List<Path> folders;

    private final boolean enclosed;

    private SuiteReader(Path file, TaskCatalogue tasks, Path root, boolean enclosed) {
        yaml = LocatedYaml.read(file, "a suite is a mapping, cases: {NAME: {task: …}, …}");
        this.tasks = tasks;
        this.enclosed = enclosed;
        folders = List.of(Objects.requireNonNull(yaml.file().toAbsolutePath().getParent()), root);
    }

    /**
     * Reads a suite.
     *
     * @param file a YAML file
     * @param tasks where cases find their tasks by name
     * @param root where files that a case names are looked for, if they are not beside the suite
     * @throws TaskException if it cannot be read or has a mistake, with the file, the line, what is wrong and what was expected
     */
    public static Suite read(Path file, TaskCatalogue tasks, Path root) {
        return new SuiteReader(file, tasks, root, false).suite();
    }

    /**
     * Reads a suite that is part of a tree of files, such as a commit's: whatever file a case names is that tree's, or a mistake.
     *
     * @param root the tree's top
     * @throws TaskException as {@link #read} does
     */
    public static Suite readEnclosed(Path file, TaskCatalogue tasks, Path root) {
        return new SuiteReader(file, tasks, root, true).suite();
    }

    private Suite suite() {
        JsonNode tree = yaml.tree();
        yaml.requireKeys("", tree, KEYS);
        JsonNode cases = mapping("/cases", tree.get("cases"), "a mapping of names to cases, NAME: {task: …}");
        Optional<String> device = text("", tree, "device");
        List<BenchCase> read = new ArrayList<>();
        cases.properties().forEach(entry -> read.add(benchCase(entry.getKey(), entry.getValue(), device)));
        if (read.isEmpty()) {
            throw yaml.error("/cases", "there is no case; expected NAME: {task: …}");
        }
        return new Suite(yaml.file(), read);
    }

    private BenchCase benchCase(String name, JsonNode node, Optional<String> device) {
        String pointer = "/cases/" + name;
        if (!NAME.matcher(name).matches()) {
            throw yaml.error(
                    pointer, "a case's name has letters, digits, dots and dashes, unlike '%s'".formatted(name));
        }
        mapping(pointer, node, "a case, {task: …, kernel: …}");
        yaml.requireKeys(pointer, node, CASE_KEYS);
        Task task = at(
                pointer + "/task",
                () -> task(text(pointer, node, "task")
                        .orElseThrow(() -> new TaskException("it is missing; expected a task's name or file"))));
        Problem problem = problem(pointer + "/problem", task, node.get("problem"));
        return new BenchCase(
                name,
                task,
                problem,
                text(pointer, node, "device").or(() -> device),
                kernel(pointer, node, task, problem));
    }

    /** A path counts from the suite's folder, as that of a kernel does. */
    private Task task(String name) {
        return tasks.find(
                name.contains("/") || name.endsWith(".yaml") ? file(name).toString() : name);
    }

    private Problem problem(String pointer, Task task, @Nullable JsonNode node) {
        if (node == null) {
            return task.problems().stream()
                    .findFirst()
                    .orElseThrow(() -> yaml.error(
                            pointer,
                            "task %s defines no problem; expected problem: {%s: …}"
                                    .formatted(task.name(), String.join(": …, ", task.sizes()))));
        }
        mapping(pointer, node, "sizes, {%s: …}".formatted(String.join(": …, ", task.sizes())));
        String sizes = node.properties().stream()
                .map(size -> size.getKey() + "=" + size.getValue().asString())
                .collect(Collectors.joining(","));
        return at(pointer, () -> ProblemParser.parse(task, sizes));
    }

    private KernelChoice kernel(String pointer, JsonNode node, Task task, Problem problem) {
        Optional<String> named = text(pointer, node, "kernel");
        boolean own = named.filter(SuiteReader::isSource).isPresent();
        if (node.has("configuration") && !own) {
            throw yaml.error(
                    pointer + "/configuration",
                    "only a kernel file has one; expected kernel: with a .cl, .cu or .java file");
        }
        if (node.has("schedule")) {
            if (named.isPresent()) {
                throw yaml.error(pointer + "/schedule", "a case has kernel or schedule, not both");
            }
            return new KernelChoice.Scheduled(steps(pointer + "/schedule", node.get("schedule")));
        }
        String kernel = named.orElse("best");
        String at = pointer + "/kernel";
        if (own) {
            UserKernel read = at(at, () -> UserKernelReader.read(file(kernel), task));
            return new KernelChoice.Own(read, configuration(pointer + "/configuration", node, read, problem));
        }
        if (kernel.endsWith(WISDOM)) {
            Path file = at(at, () -> file(kernel));
            List<Candidate> candidates = at(at, () -> WisdomFile.candidates(file, task, problem));
            return new KernelChoice.Exported(file, candidates);
        }
        return switch (kernel) {
            case "best" -> new KernelChoice.Best();
            case "naive" -> new KernelChoice.Naive();
            default ->
                throw yaml.error(
                        at,
                        "'%s' is not a kernel; expected best, naive, a source (.cl, .cu, .java) or a wisdom.json that export wrote"
                                .formatted(kernel));
        };
    }

    private static boolean isSource(String kernel) {
        return SOURCES.stream().anyMatch(kernel::endsWith);
    }

    private List<String> steps(String pointer, JsonNode node) {
        List<String> steps = new ArrayList<>();
        for (JsonNode step : node) {
            steps.add(step.asString());
        }
        if (!node.isArray() || steps.isEmpty()) {
            throw yaml.error(pointer, "expected a list of steps, as result.json and show print them");
        }
        return steps;
    }

    private Optional<Configuration> configuration(String pointer, JsonNode node, UserKernel kernel, Problem problem) {
        if (!node.has("configuration")) {
            return Optional.empty();
        }
        JsonNode given = mapping(pointer, node.get("configuration"), "values of tunables, {TILE: 16}");
        yaml.requireKeys(
                pointer,
                given,
                kernel.kernel().tunables().stream()
                        .map(tunable -> tunable.name())
                        .toList());
        TreeMap<String, String> values = new TreeMap<>();
        given.properties()
                .forEach(value -> values.put(value.getKey(), value.getValue().asString()));
        Configuration configuration = new Configuration(values);
        if (!kernel.kernel().space(problem.sizes()).contains(configuration)) {
            throw yaml.error(
                    pointer,
                    "%s does not allow %s for %s; every tunable needs one of its values, and its constraints must hold"
                            .formatted(kernel.path().getFileName(), configuration, problem));
        }
        return Optional.of(configuration);
    }

    private Path file(String name) {
        Stream<Path> beside = folders.stream().map(folder -> folder.resolve(name));
        Stream<Path> places = enclosed
                ? beside.filter(path -> path.normalize().startsWith(folders.getLast()))
                : Stream.concat(beside, Stream.of(Path.of(name)));
        return places.filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new TaskException("there is no file %s, neither in %s nor in %s%s"
                        .formatted(
                                name,
                                folders.get(0),
                                folders.get(1),
                                enclosed ? "; a file outside of the commit does not count" : "")));
    }

    private JsonNode mapping(String pointer, @Nullable JsonNode node, String expected) {
        if (node == null || !node.isObject()) {
            throw yaml.error(pointer, "expected " + expected);
        }
        return node;
    }

    private Optional<String> text(String pointer, JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isString() || value.stringValue().isBlank()) {
            throw yaml.error(pointer + "/" + key, "expected a name, not " + value);
        }
        return Optional.of(value.stringValue());
    }

    /** Says where a mistake stands that was found by whoever does not know. */
    private <T> T at(String pointer, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (TaskException e) {
            throw yaml.error(pointer, String.valueOf(e.getMessage()));
        }
    }
}
