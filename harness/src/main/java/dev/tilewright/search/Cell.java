package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a candidate is like, as far as the archive tells candidates apart: how it was made, and with which structure, whatever the
 * numbers.
 *
 * @param description the structure in a few words: which transformations a schedule uses, or which kernel is tuned
 */
public record Cell(String description) {

    private static final Pattern COMMENTS = Pattern.compile("//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern VECTORS = Pattern.compile("\\b(?:float|double|int)(2|3|4|8|16)\\b");
    private static final Pattern LOCAL = Pattern.compile("\\b(?:__local|local|__shared__)\\b");
    private static final Pattern LOOPS = Pattern.compile("\\b(?:for|while)\\b");

    /** Returns the cell of a candidate. */
    public static Cell of(Candidate candidate) {
        return switch (candidate.origin()) {
            case Candidate.Origin.Tuned(String kernel, var configuration) ->
                new Cell(kernel + " "
                        + configuration.values().values().stream().limit(2).toList());
            case Candidate.Origin.Scheduled(List<String> steps) -> new Cell(structure(steps));
            case Candidate.Origin.Written(String source, var _) -> new Cell(written(source));
        };
    }

    /** What can be seen of a kernel that has no schedule: its widest vector, local memory, and how many loops it has, by doublings. */
    private static String written(String source) {
        String code = COMMENTS.matcher(source).replaceAll(" ");
        int lanes = 1;
        Matcher vectors = VECTORS.matcher(code);
        while (vectors.find()) {
            lanes = Math.max(lanes, Integer.parseInt(vectors.group(1)));
        }
        long loops = LOOPS.matcher(code).results().count();
        return "written, %d lanes%s, %d loops"
                .formatted(lanes, LOCAL.matcher(code).find() ? ", local memory" : "", Long.highestOneBit(loops));
    }

    private static String structure(List<String> text) {
        SortedSet<String> used = new TreeSet<>();
        int binds = 0;
        for (ScheduleStep step : Schedule.parse(text).steps()) {
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
