package dev.tilewright.report;

import dev.tilewright.candidate.CandidateJson;
import dev.tilewright.candidate.OutcomeJson;
import dev.tilewright.device.Hardware;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Memory.Best;
import dev.tilewright.memory.Run;
import dev.tilewright.task.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** {@code wisdom.json}: the best kernels known, one for each task, problem and hardware. */
public final class Wisdom {

    /** The file's usual name. */
    public static final String NAME = "wisdom.json";

    private static final int FORMAT = 1;

    private Wisdom() {}

    /**
     * The best kernel for a task and a problem on one hardware.
     *
     * @param best what memory knows of it
     */
    public record Entry(String task, Problem problem, Hardware hardware, Best best) {}

    private record Workload(String task, Problem problem, Hardware hardware) {}

    /** Returns the best kernels of all that any run was about. */
    public static List<Entry> of(Memory memory) {
        Set<Workload> workloads = new LinkedHashSet<>();
        for (Run run : memory.runs()) {
            workloads.add(new Workload(run.task(), run.problem(), run.hardware()));
        }
        List<Entry> entries = new ArrayList<>();
        for (Workload workload : workloads) {
            memory.best(workload.task(), workload.problem(), workload.hardware())
                    .ifPresent(best ->
                            entries.add(new Entry(workload.task(), workload.problem(), workload.hardware(), best)));
        }
        return entries;
    }

    /** Writes the file's text. */
    public static String write(List<Entry> entries, String version) {
        Map<String, Object> wisdom = new LinkedHashMap<>();
        wisdom.put("format", FORMAT);
        wisdom.put("tilewright", version);
        wisdom.put("best", entries.stream().map(Wisdom::content).toList());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(wisdom) + "\n";
    }

    private static Map<String, Object> content(Entry entry) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("task", entry.task());
        content.put("problem", entry.problem().sizes());
        content.put("hardware", entry.hardware());
        content.put("candidate", CandidateJson.write(entry.best().candidate()));
        content.put("evaluation", OutcomeJson.write(entry.best().evaluation()));
        entry.best()
                .confirmation()
                .ifPresent(confirmation -> content.put("confirmation", OutcomeJson.write(confirmation)));
        content.put("run", entry.best().run());
        return content;
    }
}
