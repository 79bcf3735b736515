package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.control.Belief;
import dev.tilewright.evolve.loop.Insight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a controller believed of each kind of choice, over time.
 *
 * @param evaluations after how many evaluations, in ascending order
 * @param kinds the rows of each kind, the arm that was believed best at the end first
 */
public record BeliefTable(List<Integer> evaluations, SequencedMap<String, List<Row>> kinds) {

    /** How many moments are shown. */
    private static final int MOMENTS = 6;

    /**
     * What was believed of an arm.
     *
     * @param choice the arm within its kind
     * @param means what it was expected to earn, at each moment; empty before it was known
     * @param last what was believed in the end
     */
    public record Row(String choice, List<Optional<Double>> means, Belief last) {}

    public BeliefTable {
        evaluations = List.copyOf(evaluations);
    }

    /** Reads a run; it has no kinds where nothing is known of what was believed. */
    public static BeliefTable of(Findings findings) {
        List<Insight.Moment> moments =
                some(findings.insight().map(Insight::moments).orElse(List.of()));
        SequencedMap<String, List<Row>> kinds = new LinkedHashMap<>();
        if (!moments.isEmpty()) {
            SortedMap<String, List<Row>> rows = new TreeMap<>();
            moments.getLast().beliefs().forEach((name, last) -> {
                Arm arm = Arm.parse(name);
                rows.computeIfAbsent(arm.kind(), _ -> new ArrayList<>())
                        .add(new Row(arm.choice().orElse(arm.kind()), means(name, moments), last));
            });
            rows.forEach((kind, arms) -> {
                if (arms.size() > 1) {
                    arms.sort(Comparator.comparingDouble(row -> -row.last().mean()));
                    kinds.put(kind, arms);
                }
            });
        }
        return new BeliefTable(
                moments.stream().map(moment -> moment.ordinal() + 1).toList(), kinds);
    }

    private static List<Optional<Double>> means(String arm, List<Insight.Moment> moments) {
        return moments.stream()
                .map(moment -> Optional.ofNullable(moment.beliefs().get(arm)).map(Belief::mean))
                .toList();
    }

    /** Returns a few moments at even distances, the last among them. */
    private static List<Insight.Moment> some(List<Insight.Moment> all) {
        List<Insight.Moment> some = new ArrayList<>();
        int count = Math.min(MOMENTS, all.size());
        for (int i = 1; i <= count; i++) {
            some.add(all.get(i * all.size() / count - 1));
        }
        return some;
    }

    /** Returns what {@code result.json} says of it: what was believed of each arm in the end. */
    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        kinds.forEach((kind, rows) -> {
            Map<String, Object> arms = new LinkedHashMap<>();
            rows.forEach(row -> arms.put(row.choice(), row.last()));
            content.put(kind, arms);
        });
        return content;
    }
}
