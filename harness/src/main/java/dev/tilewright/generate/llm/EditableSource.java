package dev.tilewright.generate.llm;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.UserKernelReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The source of a candidate as a person would keep it: comments at its head say how it is launched, so that whoever changes the code can
 * change that with it.
 */
final class EditableSource {

    private static final Pattern REQUIRES = Pattern.compile("^// Requires (.*)\\.$", Pattern.MULTILINE);

    private EditableSource() {}

    /**
     * Writes a candidate's source; empty for one of several launches, or with scratch buffers, which comments have no words for.
     */
    static Optional<String> of(Candidate candidate, CandidateFactory factory) {
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
        List<String> head = new ArrayList<>();
        head.add("entry " + kernel.entry());
        head.add("arguments " + String.join(", ", kernel.arguments()));
        kernel.tunables()
                .forEach(tunable ->
                        head.add("tunable %s %s".formatted(tunable.name(), String.join(",", tunable.values()))));
        kernel.constraints().forEach(constraint -> head.add("constraint " + constraint));
        head.add("launch global=[%s] local=[%s]".formatted(joined(kernel.globalSize()), joined(kernel.localSize())));
        String code = kernel.source()
                .lines()
                .filter(line ->
                        !line.matches("\\s*//\\s*tilewright:(?:entry|arguments|tunable|constraint|launch)\\b.*"))
                .collect(Collectors.joining("\n"));
        return written(head) + code + "\n";
    }

    private static String joined(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String written(List<String> head) {
        return head.stream().map(line -> "// tilewright:" + line + "\n").collect(Collectors.joining());
    }

    private static Optional<String> scheduled(Candidate candidate, Task task) {
        KernelProgram program = candidate.program();
        if (program.launches().size() != 1
                || program.buffers().size() != task.arguments().size()) {
            return Optional.empty();
        }
        Launch launch = program.launches().getFirst();
        List<String> arguments = new ArrayList<>();
        for (KernelArgument argument : launch.arguments()) {
            String name = switch (argument) {
                case KernelArgument.BufferArgument(String buffer) -> buffer;
                case KernelArgument.ScalarArgument scalar -> scalar.name();
                case KernelArgument.LocalArgument _ -> "";
            };
            boolean size = argument instanceof KernelArgument.ScalarArgument;
            if (name.isEmpty() || (size && !task.sizes().contains(name))) {
                return Optional.empty();
            }
            arguments.add(name);
        }
        List<String> head = new ArrayList<>();
        head.add("entry " + launch.entry());
        head.add("arguments " + String.join(", ", arguments));
        Matcher requires = REQUIRES.matcher(program.kernel().source());
        while (requires.find()) {
            head.add("constraint " + requires.group(1));
        }
        head.add("launch global=[%s] local=[%s]"
                .formatted(String.join(", ", global(candidate, launch)), joined(launch.localSize())));
        return Optional.of(written(head) + program.kernel().source());
    }

    /**
     * Says the global size in terms of sizes where one formula fits all problems that the kernel is the same for; where none does, or
     * there is but one problem, as numbers.
     */
    private static List<String> global(Candidate candidate, Launch launch) {
        List<Map<String, Long>> sizes = new ArrayList<>();
        List<List<Long>> grids = new ArrayList<>();
        for (Map.Entry<Problem, KernelProgram> other : candidate.programs().entrySet()) {
            KernelProgram program = other.getValue();
            Launch its = program.launches().getFirst();
            if (program.kernel().equals(candidate.program().kernel())
                    && its.localSize().equals(launch.localSize())) {
                sizes.add(other.getKey().sizes());
                grids.add(its.globalSize());
            }
        }
        List<String> formulas = new ArrayList<>();
        for (int d = 0; d < launch.globalSize().size(); d++) {
            long items = launch.localSize().get(d);
            List<Long> groups = new ArrayList<>();
            for (List<Long> grid : grids) {
                groups.add(grid.get(d) / items);
            }
            formulas.add(formula(groups, sizes, items)
                    .orElse(Long.toString(launch.globalSize().get(d))));
        }
        return formulas;
    }

    private static Optional<String> formula(List<Long> groups, List<Map<String, Long>> sizes, long items) {
        if (groups.size() < 2 || groups.stream().distinct().count() < 2) {
            return Optional.empty();
        }
        for (String size : sizes.getFirst().keySet()) {
            long[] extents = sizes.stream()
                    .mapToLong(problem -> problem.getOrDefault(size, 1L))
                    .toArray();
            for (long chunk = 1; chunk <= extents[0]; chunk++) {
                boolean fits = true;
                boolean whole = true;
                for (int i = 0; i < groups.size() && fits; i++) {
                    fits = Math.ceilDiv(extents[i], chunk) == groups.get(i);
                    whole &= extents[i] % chunk == 0;
                }
                if (fits) {
                    String count = chunk == 1
                            ? size
                            : whole
                                    ? "%s / %d".formatted(size, chunk)
                                    : "(%s + %d) / %d".formatted(size, chunk - 1, chunk);
                    return Optional.of(items == 1 ? count : "%s * %d".formatted(count, items));
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the language in words, as a model knows it. */
    static String name(Language language) {
        return switch (language) {
            case OPENCL -> "OpenCL C 1.2";
            case CUDA -> "CUDA C";
            case JAVA -> "Java";
            case TORNADO -> "Java for TornadoVM";
        };
    }
}
