package dev.tilewright.kernels;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.kernels.screen.SourceScreen;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * {@code launch.json}: all that another program needs to run a kernel, beside its source, and how the kernel did here.
 *
 * @param task the task's name
 * @param step the kernel's step, whose evaluation must be ok; the program for its own problem is written
 * @param hardware what it was timed on
 * @param time its device time, as its evaluation says, or comparisons where that was disturbed; empty where the clock had none
 * @param seeds how many draws of inputs it was verified with
 */
public record LaunchFile(String task, Step step, Hardware hardware, Optional<TimeEstimate> time, int seeds) {

    /** The name of the file. */
    public static final String NAME = "launch.json";

    public LaunchFile {
        if (!step.evaluation().ok()) {
            throw new IllegalArgumentException("only a candidate that is ok can be exported, not one that is "
                    + step.evaluation().status().id());
        }
    }

    private KernelGenome kernel() {
        return KernelGenome.of(step.candidate());
    }

    /** Returns the name of the source file beside it, {@code best.cl}. */
    public String sourceName() {
        return "best." + kernel().program().kernel().language().extension();
    }

    /** Returns the source as it was built here: another compiler must not see another kernel. */
    public String source() {
        Kernel built = kernel().program().kernel();
        return SourceScreen.assumptions(built) + built.source();
    }

    /**
     * Writes {@code launch.json} and the source into {@code folder}, which must exist.
     *
     * @throws IOException if they cannot be written
     */
    public void writeTo(Path folder) throws IOException {
        Files.writeString(folder.resolve(sourceName()), source(), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve(NAME), json(), StandardCharsets.UTF_8);
    }

    /** Returns the text of {@code launch.json}. Sizes are in work-items, times in ns, shapes in elements, outermost first. */
    public String json() {
        KernelProgram program = kernel().program();
        KernelMeasurement measured = KernelMeasurement.of(step.evaluation());
        Set<Problem> problems = new LinkedHashSet<>(measured.verified());
        problems.addAll(KernelMeasurement.verified(step));
        // A schedule gives other problems a kernel of their own where theirs differs; that one is not written here.
        problems.removeIf(problem -> !isThisKernel(problem));
        Content content = new Content(
                task,
                program.kernel().language(),
                sourceName(),
                program.kernel().buildOptions(),
                program.buffers(),
                program.launches(),
                kernel().problem(),
                kernel().configuration(),
                kernel().schedule(),
                hardware,
                time,
                new Verified(List.copyOf(problems), measured.maxRelativeError(), seeds));
        return KernelJson.pretty(content) + "\n";
    }

    private boolean isThisKernel(Problem problem) {
        KernelProgram other = kernel().programs().get(problem);
        return other != null && other.kernel().equals(kernel().program().kernel());
    }

    private record Content(
            String task,
            Language language,
            String source,
            List<String> buildOptions,
            List<Buffer> buffers,
            List<Launch> launches,
            Problem problem,
            Configuration configuration,
            List<String> schedule,
            Hardware hardware,
            @JsonProperty("time_ns") Optional<TimeEstimate> time,
            Verified verified) {}

    private record Verified(List<Problem> problems, OptionalDouble maxRelativeError, int seeds) {}
}
