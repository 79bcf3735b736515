package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;

/**
 * Tells how long the prompts are that a search on matmul begins with, and so what a proposal costs at least. Asks no model.
 *
 * @param home where the task is found
 */
public record PromptLengths(Home home) {

    private static final List<String> REGISTER_TILE =
            List.of("C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=4, j=2)");

    private static final List<String> PACKED =
            List.of("C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=4, j=2)", "C: pack(B, j, 16)");

    /**
     * The lengths of the prompts for one kind of child, over all styles.
     *
     * @param parent what the child is made of, in words
     * @param form what is asked for
     * @param shortest characters of the shortest prompt
     * @param longest characters of the longest prompt
     */
    public record Length(String parent, Form form, long shortest, long longest) {}

    /** Returns the lengths by parent and form. */
    public List<Length> all() {
        ExamplePrompt example = new ExamplePrompt(home);
        Map<String, Candidate> parents = new LinkedHashMap<>();
        parents.put("naive", example.naive());
        parents.put("register tile", scheduled(example, REGISTER_TILE));
        parents.put("packed register tile", scheduled(example, PACKED));
        List<Length> lengths = new ArrayList<>();
        parents.forEach((name, parent) -> {
            for (Form form : example.forms(parent)) {
                LongSummaryStatistics characters = PromptStyle.first().stream()
                        .mapToLong(style -> characters(example.request(parent, form, style)))
                        .summaryStatistics();
                lengths.add(new Length(name, form, characters.getMin(), characters.getMax()));
            }
        });
        return lengths;
    }

    private static Candidate scheduled(ExamplePrompt example, List<String> steps) {
        try {
            return new Candidate(example.factory().scheduled(Schedule.parse(steps)), Lineage.seed("an example"));
        } catch (IllegalTransformationException e) {
            throw new IllegalStateException("the example is not legal: " + e.getMessage(), e);
        }
    }

    private static long characters(Request request) {
        return request.messages().stream()
                .mapToLong(message -> message.text().length())
                .sum();
    }
}
