package dev.tilewright.llm.answer;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.kernel.TunableLaunch;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.UserKernelReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The source of a candidate as a person would keep it: comments at its head say how it is launched, so that whoever changes the code can
 * change that with it.
 */
public final class EditableSource {

    private static final Pattern HEAD =
            Pattern.compile("\\s*//\\s*tilewright:(?:entry|arguments|launch|scratch|size|tunable|constraint)\\b.*");

    private EditableSource() {}

    /** Writes a candidate's source; empty where it has a schedule, and was read from memory. */
    public static Optional<String> of(Candidate candidate, GenomeFactory factory) {
        KernelGenome genome = KernelGenome.of(candidate);
        Task task = factory.target().task();
        return genome.written()
                .or(() ->
                        genome.kernelName().map(name -> own(factory.kernel(name).kernel(), task)))
                .or(() -> scheduled(genome, factory));
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
        kernel.constraints().forEach(constraint -> head.add("constraint " + constraint.written()));
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

    /** Writes a generated kernel as one of a person's own. */
    private static Optional<String> scheduled(KernelGenome genome, GenomeFactory factory) {
        return factory.target().written(genome).map(kernel -> head(kernel) + kernel.source());
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
