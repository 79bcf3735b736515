package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Memory.Best;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernels.CandidateForm;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.task.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    private record Place(Workload workload, Hardware hardware) {}

    /** Returns the best kernels of all that any run was about. */
    public static List<Entry> of(Memory memory) {
        Set<Place> places = new LinkedHashSet<>();
        for (Run run : memory.runs()) {
            places.add(new Place(run.workload(), run.hardware()));
        }
        List<Entry> entries = new ArrayList<>();
        for (Place place : places) {
            memory.best(place.workload(), place.hardware())
                    .ifPresent(best -> entries.add(new Entry(
                            place.workload().task(),
                            Problem.parse(place.workload().problem()),
                            place.hardware(),
                            best)));
        }
        return entries;
    }

    /** Writes the file's text. */
    public static String write(List<Entry> entries, String version) {
        Map<String, Object> wisdom = new LinkedHashMap<>();
        wisdom.put("format", FORMAT);
        wisdom.put("tilewright", version);
        wisdom.put("best", entries.stream().map(Wisdom::content).toList());
        return KernelJson.pretty(wisdom) + "\n";
    }

    private static Map<String, Object> content(Entry entry) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("task", entry.task());
        content.put("problem", entry.problem().sizes());
        content.put("hardware", entry.hardware());
        Step step = entry.best().step();
        content.put("candidate", CandidateForm.of(step.candidate()));
        content.put("evaluation", step.evaluation());
        step.confirmation().ifPresent(confirmation -> content.put("confirmation", confirmation));
        content.put("run", entry.best().run());
        return content;
    }
}
