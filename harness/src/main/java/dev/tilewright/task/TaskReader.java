package dev.tilewright.task;

import dev.tilewright.kernel.Buffer.Role;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.space.Identifier;
import dev.tilewright.task.TaskFile.ArgumentEntry;
import dev.tilewright.task.TaskFile.InitEntry;
import dev.tilewright.task.TaskFile.KernelEntry;
import dev.tilewright.task.TaskFile.ToleranceEntry;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.TensorParser;
import dev.tilewright.tensor.TensorSyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads task files: YAML, the JSON schema, then everything that needs the whole file. */
public final class TaskReader {

    /** A reference that is no path. */
    private static final Pattern CLASS_NAME = Pattern.compile("\\w+");

    private final Path file;
    private final TaskDocument document;
    private final TaskFile content;

    private TaskReader(Path file) {
        this.file = file;
        this.document = TaskDocument.read(file);
        this.content = document.content();
    }

    /**
     * Reads a task file.
     *
     * @throws TaskException if it cannot be read or has a mistake, with the file, the line, what is wrong and what was expected
     */
    public static Task read(Path file) {
        return new TaskReader(file).task();
    }

    private Task task() {
        checkNames();
        List<Argument> arguments = new ArrayList<>();
        content.arguments().forEach((name, entry) -> arguments.add(argument(name, entry)));
        Optional<Computation> computation = computation(arguments);
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        arguments.forEach(argument -> shapes.put(argument.name(), argument.shape()));
        computation.ifPresent(c -> shapes.putAll(c.shapes()));
        Optional<Reference> reference = reference(arguments);
        List<Problem> problems = problems("/problems", content.problems(), shapes, computation);
        List<Problem> verify = problems("/verify", content.verify(), shapes, computation);
        List<Problem> heldOut = problems("/held-out", content.heldOut(), shapes, computation);
        reference.ifPresent(trusted -> checkServes(trusted, List.of(problems, verify, heldOut)));
        return new Task(
                content.name(),
                content.summary(),
                content.sizes(),
                arguments,
                Optional.ofNullable(content.compute()),
                computation,
                reference,
                problems,
                verify,
                heldOut,
                tolerance(),
                kernels(arguments));
    }

    private Tolerance tolerance() {
        ToleranceEntry entry = content.tolerance();
        if (entry == null) {
            return Tolerance.MODEL;
        }
        return new Tolerance(
                entry.relative() == null ? OptionalDouble.empty() : OptionalDouble.of(entry.relative()),
                Objects.requireNonNullElse(entry.reason(), ""),
                Objects.requireNonNullElse(entry.nonFinite(), false));
    }

    /** The schema says what names are made of; its expressions let a line break at the end pass, and nothing is said of the summary. */
    private void checkNames() {
        for (String size : content.sizes()) {
            requireName("/sizes", size);
        }
        content.arguments().keySet().forEach(argument -> requireName("/arguments", argument));
        if (!content.name().chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            throw document.error("/name", "a name has lower-case letters, digits and dashes, and no line break");
        }
        if (content.summary().codePoints().anyMatch(TaskReader::isUnseen)) {
            throw document.error("/summary", "a summary is one line, without control characters");
        }
        for (String argument : content.arguments().keySet()) {
            if (content.sizes().contains(argument)) {
                throw document.error("/arguments/" + argument, argument + " is a size as well as an argument");
            }
        }
        if ((content.compute() == null) == (content.reference() == null)) {
            throw document.error(
                    content.compute() == null ? "" : "/reference",
                    content.compute() == null
                            ? "a task says what it computes: expected compute or reference"
                            : "a task has compute or reference, not both");
        }
    }

    private void requireName(String pointer, String name) {
        if (!Identifier.isOne(name)) {
            throw document.error(
                    pointer,
                    "a name has at most 64 letters, digits and underscores, and no line break; this one begins with '%s'"
                            .formatted(name.lines().findFirst().orElse("")));
        }
    }

    /** Tells whether a terminal would do something else with a character than show it in its place. */
    private static boolean isUnseen(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private Argument argument(String name, ArgumentEntry entry) {
        String pointer = "/arguments/" + name;
        List<Affine> shape = new ArrayList<>();
        for (String dimension : entry.shape()) {
            try {
                shape.add(TensorParser.affine(dimension, content.sizes()));
            } catch (TensorSyntaxException e) {
                throw document.error(pointer + "/shape/" + shape.size(), e.getMessage());
            }
        }
        Role role =
                entry.role() == null ? Role.INPUT : Role.valueOf(entry.role().toUpperCase(Locale.ROOT));
        Optional<Init> init = init(pointer + "/init", entry.init());
        if (role == Role.OUTPUT && init.isPresent()) {
            throw document.error(pointer + "/init", "an output is not filled; its kernel must write all of it");
        }
        if (role != Role.OUTPUT && init.isEmpty()) {
            throw document.error(
                    pointer,
                    "init is missing; expected {uniform: [low, high]}, {normal: [mean, deviation]} or {constant: x}");
        }
        if (role == Role.INOUT && content.compute() != null) {
            throw document.error(
                    pointer + "/role",
                    "compute assigns whole tensors and cannot update one: expected reference, or role: output");
        }
        return new Argument(name, ElementType.of(entry.type()), shape, role, init);
    }

    private Optional<Init> init(String pointer, @Nullable InitEntry entry) {
        if (entry == null) {
            return Optional.empty();
        }
        try {
            if (entry.uniform() != null) {
                return Optional.of(
                        new Init.Uniform(entry.uniform().get(0), entry.uniform().get(1)));
            }
            if (entry.normal() != null) {
                return Optional.of(
                        new Init.Normal(entry.normal().get(0), entry.normal().get(1)));
            }
        } catch (IllegalArgumentException e) {
            throw document.error(pointer, String.valueOf(e.getMessage()));
        }
        return Optional.ofNullable(entry.constant()).map(Init.Constant::new);
    }

    private Optional<Computation> computation(List<Argument> arguments) {
        if (content.compute() == null) {
            return Optional.empty();
        }
        SequencedMap<String, List<Affine>> tensors = new LinkedHashMap<>();
        arguments.forEach(argument -> tensors.put(argument.name(), argument.shape()));
        List<String> outputs = arguments.stream()
                .filter(argument -> argument.role() == Role.OUTPUT)
                .map(Argument::name)
                .toList();
        if (outputs.isEmpty()) {
            throw document.error("/arguments", "no argument is an output; expected one with role: output");
        }
        try {
            return Optional.of(TensorParser.parse(
                    content.compute(), content.sizes(), tensors, outputs, Argument.whole(arguments)));
        } catch (TensorSyntaxException e) {
            throw document.error("/compute", e.getMessage());
        }
    }

    private Optional<Reference> reference(List<Argument> arguments) {
        if (content.reference() == null) {
            return Optional.empty();
        }
        if (arguments.stream().allMatch(argument -> argument.role() == Role.INPUT)) {
            throw document.error("/arguments", "no argument is written; expected one with role: output or inout");
        }
        String name = content.reference();
        String file = CLASS_NAME.matcher(name).matches() ? name + ".java" : name;
        Path path = source(file)
                .orElseThrow(() -> document.error(
                        "/reference",
                        "there is no file %s, neither beside the tasks' folder nor in it; expected the path of a kernel, or the name of a Java class whose source is there"
                                .formatted(file)));
        try {
            return Optional.of(ReferenceReader.read(path, content.sizes(), names(arguments)));
        } catch (TaskException e) {
            throw document.error("/reference", String.valueOf(e.getMessage()));
        }
    }

    private void checkServes(Reference reference, List<List<Problem>> problems) {
        try {
            problems.forEach(some -> some.forEach(reference::checkServes));
        } catch (TaskException e) {
            throw document.error("/reference", String.valueOf(e.getMessage()));
        }
    }

    private static List<String> names(List<Argument> arguments) {
        return arguments.stream().map(Argument::name).toList();
    }

    private List<UserKernel> kernels(List<Argument> arguments) {
        List<UserKernel> kernels = new ArrayList<>();
        List<KernelEntry> entries = Objects.requireNonNullElse(content.kernels(), List.of());
        for (KernelEntry entry : entries) {
            String pointer = "/kernels/" + kernels.size();
            Path source = source(entry.source())
                    .orElseThrow(() -> document.error(
                            pointer + "/source",
                            "there is no file %s, neither beside the tasks' folder nor in it"
                                    .formatted(entry.source())));
            try {
                kernels.add(UserKernelReader.read(source, KernelHeader.of(entry), content.sizes(), names(arguments)));
            } catch (TaskException e) {
                throw document.error(pointer, String.valueOf(e.getMessage()));
            }
        }
        return kernels;
    }

    /** Looks for a source in the folder that holds the tasks' folder, then beside the task file. */
    private Optional<Path> source(String name) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            return Optional.empty();
        }
        return Stream.of(folder.resolveSibling(name), folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private List<Problem> problems(
            String pointer,
            @Nullable List<? extends Map<String, Long>> entries,
            Map<String, List<Affine>> shapes,
            Optional<Computation> computation) {
        List<Problem> problems = new ArrayList<>();
        if (entries != null) {
            for (Map<String, Long> entry : entries) {
                String where = document.where(pointer + "/" + problems.size());
                problems.add(ProblemParser.check(where, content.name(), content.sizes(), shapes, computation, entry));
            }
        }
        return problems;
    }
}
