package dev.tilewright.llm.prompt;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.PromptStyle;
import java.util.List;
import java.util.Optional;

/**
 * What one prompt is about.
 *
 * @param parents what is to be changed, the first first: two for a combination, else one
 * @param inspirations other candidates, of other kinds than the parent
 * @param knowledge what was measured on this hardware
 * @param beliefs what is believed of it
 * @param transformation which loop transformation is to be tried; empty for whatever pays most
 * @param form how to answer
 * @param style how to ask
 */
public record Brief(
        List<Judged> parents,
        List<Judged> inspirations,
        Knowledge knowledge,
        List<Belief> beliefs,
        Optional<String> transformation,
        Form form,
        PromptStyle style) {

    public Brief {
        parents = List.copyOf(parents);
        inspirations = List.copyOf(inspirations);
        beliefs = List.copyOf(beliefs);
    }

    /**
     * A candidate with its outcome.
     *
     * @param number its evaluation in the run, from 1
     */
    public record Judged(int number, Candidate candidate, Evaluation evaluation) {}
}
