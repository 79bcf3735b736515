package dev.tilewright.kernels;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.kernels.genome.GenomeForm;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.RenderingForm;
import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A candidate in the JSON of wisdom and baselines: all that it takes to run it and to make it anew.
 *
 * @param problem the problem that it is timed on
 * @param programs the programs for all problems that it claims to solve
 * @param claims what its identity is made of beside the program, if anything
 * @param origin its genome
 * @param lineage where it comes from
 */
public record CandidateForm(
        Problem problem,
        List<RenderingForm.Entry> programs,
        Optional<String> claims,
        GenomeForm origin,
        LineageForm lineage) {

    /** Returns the form of a candidate. */
    public static CandidateForm of(Candidate candidate) {
        KernelGenome genome = KernelGenome.of(candidate);
        RenderingForm rendering = RenderingForm.of(genome.rendering());
        return new CandidateForm(
                rendering.problem(),
                rendering.programs(),
                rendering.claims(),
                GenomeForm.of(genome),
                LineageForm.of(candidate.lineage()));
    }

    /**
     * Returns the candidate.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Candidate candidate() {
        return new Candidate(
                origin.genome(new RenderingForm(problem, programs, claims).rendering()), lineage.lineage());
    }

    /**
     * Where a candidate comes from, in JSON.
     *
     * @param parents hashes of its parents
     * @param decision what was decided, in words
     * @param change what was done
     */
    public record LineageForm(
            List<String> parents,

            @JsonProperty("decision") @JsonAlias("directive")
            Optional<String> decision,

            String change) {

        /** Returns the form of a lineage. */
        public static LineageForm of(Lineage lineage) {
            return new LineageForm(lineage.parents(), lineage.decision().map(Decision::toString), lineage.change());
        }

        Lineage lineage() {
            return new Lineage(parents, decision.map(text -> Decision.parse(0, text)), change);
        }
    }
}
