package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.loops.Schedule;
import dev.tilewright.loops.Step;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a candidate is like, as far as the archive tells candidates apart: how it was made, and with which structure, whatever the
 * numbers.
 *
 * @param description the structure in a few words: which transformations a schedule uses, or which kernel is tuned
 */
public record Cell(String description) {

    /** Returns the cell of a candidate. */
    public static Cell of(Candidate candidate) {
        return switch (candidate.origin()) {
            case Candidate.Origin.Tuned(String kernel, var configuration) ->
                new Cell(kernel + " "
                        + configuration.values().values().stream().limit(2).toList());
            case Candidate.Origin.Scheduled(List<String> steps) -> new Cell(structure(steps));
        };
    }

    private static String structure(List<String> text) {
        SortedSet<String> used = new TreeSet<>();
        int binds = 0;
        for (Step step : Schedule.parse(text).steps()) {
            String name = step.transformation().name();
            switch (name) {
                case "vectorize", "stage", "pack", "split-reduction" ->
                    used.add(name + " " + step.transformation().arguments().getFirst());
                case "accumulate" ->
                    used.add(name + " " + (step.transformation().arguments().size() - 1));
                case "bind" -> binds++;
                default -> used.add(name);
            }
        }
        return "%s, %d bound".formatted(String.join(", ", used), binds);
    }
}
