package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.CandidateForm;
import dev.tilewright.kernels.genome.GenomeForm;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.task.Problem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * {@code traces.jsonl.gz}: every evaluation of every run, one to a line, in the order in which they were made. It is what a search on other
 * hardware can start from, and what a model of kernels can be fitted to.
 *
 * <p>A line has the run with its task, problem and hardware; the candidate's hash, how it came about and its origin, a schedule or a
 * configuration, from which its source is emitted again; launches with their sizes; and the outcome, times in ns. Sources are not in it.
 */
public final class Traces {

    /** The file's usual name. */
    public static final String NAME = "traces.jsonl.gz";

    private Traces() {}

    /**
     * Writes the file, as a whole or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Memory memory, Path file) throws IOException {
        List<Run> runs = memory.runs().stream()
                .sorted(Comparator.comparing(Run::started).thenComparing(Run::id))
                .toList();
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try (Writer lines = new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(fresh)), StandardCharsets.UTF_8))) {
            for (Run run : runs) {
                for (Step step : memory.steps(run.id())) {
                    lines.write(KernelJson.write(line(run, step)));
                    lines.write('\n');
                }
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Map<String, Object> line(Run run, Step step) {
        Candidate candidate = step.candidate();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("run", run.id());
        line.put("version", run.version());
        line.put("task", run.task());
        line.put("problem", Problem.parse(run.workload().problem()).sizes());
        line.put("hardware", run.hardware());
        line.put("step", step.ordinal());
        line.put("hash", candidate.hash());
        line.put(
                "language",
                KernelGenome.of(candidate).program().kernel().language().id());
        line.put("origin", GenomeForm.of(KernelGenome.of(candidate)));
        line.put("lineage", CandidateForm.LineageForm.of(candidate.lineage()));
        line.put(
                "launches",
                KernelGenome.of(candidate).program().launches().stream()
                        .map(launch -> Map.of(
                                "entry", launch.entry(),
                                "global_size", launch.globalSize(),
                                "local_size", launch.localSize()))
                        .toList());
        line.put("recalled", step.recalled());
        line.put("evaluation", step.evaluation());
        step.confirmation().ifPresent(confirmation -> line.put("confirmation", confirmation));
        line.put("reward", step.reward());
        line.put("committed", step.committed().toString());
        return line;
    }
}
