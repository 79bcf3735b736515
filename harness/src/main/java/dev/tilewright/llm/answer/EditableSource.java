package dev.tilewright.llm.answer;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernel.TunableBuffer;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.kernel.TunableLaunch;
import dev.tilewright.space.Formula;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.UserKernelReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The source of a candidate as a person would keep it: comments at its head say how it is launched, so that whoever changes the code can
 * change that with it.
 */
public final class EditableSource {

    private static final Pattern REQUIRES = Pattern.compile("^// Requires (.*)\\.$", Pattern.MULTILINE);

    /** How a size that only the kernel knows follows from others. */
    private static final Pattern DEFINITION = Pattern.compile("(\\w+) == (.*)");

    private static final Pattern HEAD =
            Pattern.compile("\\s*//\\s*tilewright:(?:entry|arguments|launch|scratch|size|tunable|constraint)\\b.*");

    private EditableSource() {}

    /** Writes a candidate's source; empty where a launch takes what comments have no words for. */
    public static Optional<String> of(Candidate candidate, CandidateFactory factory) {
        return switch (candidate.origin()) {
            case Candidate.Origin.Written written -> Optional.of(written.source());
            case Candidate.Origin.Tuned tuned ->
                Optional.of(own(factory.kernel(tuned).kernel(), factory.task()));
            case Candidate.Origin.Scheduled _ -> scheduled(candidate, factory.task());
        };
    }

    /** A user's kernel says it all by itself, unless its task file says it in its place. */
    private static String own(TunableKernel kernel, Task task) {
        try {
            if (UserKernelReader.parse(kernel.source(), kernel.language(), task).equals(kernel)) {
                return kernel.source();
            }
        } catch (TaskException e) {
            // The task file says what the source does not.
        }
        String code = kernel.source()
                .lines()
                .filter(line -> !HEAD.matcher(line).matches())
                .collect(Collectors.joining("\n"));
        return head(kernel) + code + "\n";
    }

    /** Writes all that is told of a kernel besides its source. */
    private static String head(TunableKernel kernel) {
        List<String> head = new ArrayList<>();
        kernel.derivedSizes().forEach((name, value) -> head.add("size %s %s".formatted(name, value)));
        kernel.tunables()
                .forEach(tunable ->
                        head.add("tunable %s %s".formatted(tunable.name(), String.join(",", tunable.values()))));
        kernel.constraints().forEach(constraint -> head.add("constraint " + constraint));
        kernel.scratch()
                .forEach(buffer -> head.add("scratch %s %s [%s]"
                        .formatted(buffer.name(), buffer.type().id(), joined(buffer.shape()))));
        for (TunableLaunch launch : kernel.launches()) {
            head.add("entry " + launch.entry());
            head.add("arguments " + String.join(", ", launch.arguments()));
            head.add(
                    "launch global=[%s] local=[%s]".formatted(joined(launch.globalSize()), joined(launch.localSize())));
        }
        return head.stream().map(line -> "// tilewright:" + line + "\n").collect(Collectors.joining());
    }

    private static String joined(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /**
     * Writes a generated kernel as one of a person's own. Its launches and scratch buffers are said in terms of sizes where one formula
     * fits all problems that it is the same for; where none does, the kernel is for its one problem.
     */
    private static Optional<String> scheduled(Candidate candidate, Task task) {
        KernelProgram program = candidate.program();
        List<Map<String, Long>> sizes = new ArrayList<>();
        List<KernelProgram> same = new ArrayList<>();
        sizes.add(candidate.problem().sizes());
        same.add(program);
        candidate.programs().forEach((problem, other) -> {
            if (!problem.equals(candidate.problem()) && isSame(other, program)) {
                sizes.add(problem.sizes());
                same.add(other);
            }
        });
        SizeFormulas formulas = new SizeFormulas(sizes);
        Set<String> constraints = new LinkedHashSet<>();
        Map<String, Formula> derived = new LinkedHashMap<>();
        Matcher requires = REQUIRES.matcher(program.kernel().source());
        while (requires.find()) {
            Matcher definition = DEFINITION.matcher(requires.group(1));
            if (definition.matches() && !task.sizes().contains(definition.group(1))) {
                derived.put(definition.group(1), Formula.parse(definition.group(2)));
            } else {
                constraints.add(requires.group(1));
            }
        }
        List<TunableLaunch> launches = new ArrayList<>();
        for (int i = 0; i < program.launches().size(); i++) {
            int place = i;
            Launch launch = program.launches().get(i);
            Optional<List<String>> arguments = arguments(launch, task, derived.keySet());
            if (arguments.isEmpty()) {
                return Optional.empty();
            }
            List<Formula> global = new ArrayList<>();
            List<Formula> local = new ArrayList<>();
            int dimensions = same.stream()
                    .mapToInt(other -> other.launches().get(place).globalSize().size())
                    .max()
                    .orElseThrow();
            for (int d = 0; d < dimensions; d++) {
                int dimension = d;
                long items = extent(launch.localSize(), d);
                List<Long> values = same.stream()
                        .map(other -> extent(other.launches().get(place).globalSize(), dimension))
                        .toList();
                global.add(Formula.parse(formulas.grid(values, items)));
                local.add(Formula.parse(Long.toString(items)));
            }
            launches.add(new TunableLaunch(launch.entry(), arguments.get(), global, local));
        }
        List<TunableBuffer> scratch = scratch(same, formulas);
        if (formulas.unsaid()) {
            candidate.problem().sizes().forEach((size, value) -> constraints.add("%s == %d".formatted(size, value)));
        }
        TunableKernel kernel = new TunableKernel(
                program.kernel().language(),
                program.kernel().source(),
                launches,
                scratch,
                derived,
                List.of(),
                constraints.stream().map(Formula::parse).toList());
        return Optional.of(head(kernel) + kernel.source());
    }

    /** Tells whether two programs differ in nothing but how many groups they have, and how large their buffers are. */
    private static boolean isSame(KernelProgram other, KernelProgram program) {
        return other.kernel().equals(program.kernel())
                && locals(other).equals(locals(program))
                && other.buffers().stream()
                        .map(Buffer::name)
                        .toList()
                        .equals(program.buffers().stream().map(Buffer::name).toList());
    }

    /** Returns the group sizes of all launches in three dimensions: a launch says no more of them than it has. */
    private static List<List<Long>> locals(KernelProgram program) {
        return program.launches().stream()
                .map(launch -> List.of(
                        extent(launch.localSize(), 0), extent(launch.localSize(), 1), extent(launch.localSize(), 2)))
                .toList();
    }

    private static long extent(List<Long> sizes, int dimension) {
        return dimension < sizes.size() ? sizes.get(dimension) : 1;
    }

    /** Returns the names of a launch's arguments; empty where one has none that comments could say. */
    private static Optional<List<String>> arguments(Launch launch, Task task, Set<String> derived) {
        List<String> names = new ArrayList<>();
        for (KernelArgument argument : launch.arguments()) {
            String name = switch (argument) {
                case KernelArgument.BufferArgument(String buffer) -> buffer;
                case KernelArgument.ScalarArgument scalar -> scalar.name();
                case KernelArgument.LocalArgument _ -> "";
            };
            boolean size = argument instanceof KernelArgument.ScalarArgument;
            if (name.isEmpty() || (size && !task.sizes().contains(name) && !derived.contains(name))) {
                return Optional.empty();
            }
            names.add(name);
        }
        return Optional.of(names);
    }

    private static List<TunableBuffer> scratch(List<KernelProgram> same, SizeFormulas formulas) {
        List<TunableBuffer> scratch = new ArrayList<>();
        List<Buffer> buffers = same.getFirst().buffers();
        for (int i = 0; i < buffers.size(); i++) {
            int place = i;
            Buffer buffer = buffers.get(i);
            if (buffer.role() == Buffer.Role.SCRATCH) {
                List<Formula> shape = new ArrayList<>();
                for (int d = 0; d < buffer.shape().size(); d++) {
                    int dimension = d;
                    shape.add(Formula.parse(formulas.extent(same.stream()
                            .map(other -> other.buffers().get(place).shape().get(dimension))
                            .toList())));
                }
                scratch.add(new TunableBuffer(buffer.name(), buffer.type(), shape));
            }
        }
        return scratch;
    }

    /** Returns the language in words, as a model knows it. */
    public static String name(Language language) {
        return switch (language) {
            case OPENCL -> "OpenCL C 1.2";
            case CUDA -> "CUDA C";
            case JAVA -> "Java";
            case TORNADO -> "Java for TornadoVM";
        };
    }
}
