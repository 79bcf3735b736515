package dev.tilewright.candidate;

import dev.tilewright.device.Hardware;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.task.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code launch.json}: all that another program needs to run a kernel, beside its source, and how the kernel did here.
 *
 * @param task the task's name
 * @param candidate the candidate; its program for its own problem is written
 * @param hardware what it was timed on
 * @param evaluation its outcome, which must be ok
 * @param confirmation the comparison that made it best, if there was one: what it verified of this kernel counts too
 * @param seeds how many draws of inputs it was verified with
 */
public record LaunchFile(
        String task,
        Candidate candidate,
        Hardware hardware,
        Evaluation evaluation,
        Optional<Confirmation> confirmation,
        int seeds) {

    /** The name of the file. */
    public static final String NAME = "launch.json";

    public LaunchFile {
        if (evaluation.status() != Status.OK) {
            throw new IllegalArgumentException("only a candidate that is ok can be exported, not one that is "
                    + evaluation.status().id());
        }
    }

    /** Returns the name of the source file beside it, {@code best.cl}. */
    public String sourceName() {
        return "best." + candidate.program().kernel().language().extension();
    }

    /**
     * Writes {@code launch.json} and the source into {@code folder}, which must exist.
     *
     * @throws IOException if they cannot be written
     */
    public void writeTo(Path folder) throws IOException {
        Files.writeString(
                folder.resolve(sourceName()), candidate.program().kernel().source(), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve(NAME), json(), StandardCharsets.UTF_8);
    }

    /** Returns the text of {@code launch.json}. Sizes are in work-items, times in ns, shapes in elements, outermost first. */
    public String json() {
        JsonMapper mapper = JsonMapper.shared();
        KernelProgram program = candidate.program();
        ObjectNode node = mapper.createObjectNode();
        node.put("task", task);
        node.put("language", program.kernel().language().id());
        node.put("source", sourceName());
        node.set("build_options", ProgramJson.strings(program.kernel().buildOptions()));
        node.set("buffers", ProgramJson.buffers(program.buffers()));
        node.set("launches", ProgramJson.launches(program.launches()));
        node.set("problem", ProgramJson.write(candidate.problem()));
        ObjectNode origin = CandidateJson.write(candidate.origin());
        node.set(
                "configuration", origin.has("configuration") ? origin.get("configuration") : mapper.createObjectNode());
        node.set("schedule", origin.has("schedule") ? origin.get("schedule") : mapper.createArrayNode());
        node.set("hardware", HardwareJson.write(hardware));
        evaluation.deviceTime().ifPresent(time -> node.set("time_ns", OutcomeJson.write(time)));
        Set<Problem> problems = new LinkedHashSet<>(evaluation.verified());
        confirmation.ifPresent(comparison -> problems.addAll(comparison.verified()));
        ObjectNode verified = node.putObject("verified");
        // A schedule gives other problems a kernel of their own where theirs differs; that one was not written here.
        problems.removeIf(problem -> !isThisKernel(problem));
        verified.set("problems", OutcomeJson.write(new ArrayList<>(problems)));
        evaluation.maxRelativeError().ifPresent(error -> verified.put("max_relative_error", error));
        verified.put("seeds", seeds);
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    }

    private boolean isThisKernel(Problem problem) {
        KernelProgram other = candidate.programs().get(problem);
        return other != null && other.kernel().equals(candidate.program().kernel());
    }
}
