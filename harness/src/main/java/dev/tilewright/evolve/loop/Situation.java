package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Ledger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Where a search stands, for whoever decides with it.
 *
 * @param turn how many turns were taken, this one included; the handle of a decision that is taken in it
 * @param archive the population
 * @param steps the committed steps, in order
 * @param known the hashes of all candidates that were submitted, with their steps where these are committed
 * @param best the best so far
 * @param ledger where decisions are opened and paid
 * @param contexts the context of a decision about a parent, or before there is one
 * @param repeating whether the record of the run has more to repeat
 * @param random where all randomness comes from
 */
public record Situation(
        int turn,
        Archive archive,
        List<Step> steps,
        Map<String, Optional<Step>> known,
        Optional<Step> best,
        Ledger ledger,
        Function<Optional<Candidate>, Context> contexts,
        boolean repeating,
        UniformRandomProvider random) {

    /** Returns the policy that chooses. */
    public Controller controller() {
        return ledger.controller();
    }

    /** Finds the committed step of a candidate. */
    public Optional<Step> step(String hash) {
        return known.getOrDefault(hash, Optional.empty());
    }

    /** Finds the lineage of a candidate whose step is committed. */
    public Optional<Lineage> lineage(String hash) {
        return step(hash).map(step -> step.candidate().lineage());
    }

    /** Finds the step of the parent that a candidate was changed from. */
    public Optional<Step> parent(Candidate candidate) {
        return candidate.lineage().parents().stream().findFirst().flatMap(this::step);
    }

    /** Finds the step of the fittest parent of a candidate: a child that combines two is no gain because it is fitter than the worse one. */
    Optional<Step> fittestParent(Candidate candidate) {
        return candidate.lineage().parents().stream()
                .flatMap(parent -> step(parent).stream())
                .filter(step -> step.standing().fitness().isPresent())
                .max(Comparator.comparingDouble(
                        step -> step.standing().fitness().orElseThrow()));
    }

    /** Tells whether a candidate was submitted before, whatever came of it. */
    public boolean knows(Candidate candidate) {
        return known.containsKey(candidate.hash());
    }
}
