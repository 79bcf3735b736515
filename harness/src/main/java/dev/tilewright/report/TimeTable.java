package dev.tilewright.report;

import dev.tilewright.evolve.loop.EvolutionOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the time of a run went.
 *
 * @param rows what it was spent on; no row is empty
 * @param deciding how long decisions took, most of it while something was evaluated; empty where a run is read from memory, which does
 *     not keep it
 */
public record TimeTable(List<Row> rows, Optional<Duration> deciding) {

    /** What is left of the time that a run took: its start, decisions that nothing was evaluated beside, memory, a pause before a resume. */
    private static final String OTHER = "other";

    /**
     * One use of the time.
     *
     * @param name what was done
     * @param time how long it took in all, positive
     * @param share of the whole time, from 0 to 1
     */
    public record Row(String name, Duration time, double share) {}

    public TimeTable {
        rows = List.copyOf(rows);
    }

    /** Adds up a run. */
    public static TimeTable of(Findings findings) {
        Map<String, Duration> uses = new LinkedHashMap<>(findings.subject().uses(findings.steps()));
        Duration known = sum(uses);
        if (!uses.isEmpty()) {
            Duration late = findings.subject().afterwards(findings.steps());
            uses.put(OTHER, findings.elapsed().plus(late).minus(known));
        }
        uses.values().removeIf(time -> !time.isPositive());
        double all = sum(uses).toNanos();
        List<Row> rows = new ArrayList<>();
        uses.forEach((name, time) -> rows.add(new Row(name, time, time.toNanos() / all)));
        return new TimeTable(rows, findings.outcome().map(EvolutionOutcome::deciding));
    }

    private static Duration sum(Map<String, Duration> uses) {
        return uses.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns what {@code result.json} says of it, in seconds. */
    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        rows.forEach(row -> content.put(row.name().replace(' ', '_') + "_seconds", seconds(row.time())));
        deciding.ifPresent(time -> content.put("deciding_seconds", seconds(time)));
        return content;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    /** Says how long decisions took; empty where that is not known. */
    public Optional<String> remark() {
        return deciding.map(
                time -> "Decisions took %s, most of it while something was evaluated.".formatted(Figures.span(time)));
    }
}
