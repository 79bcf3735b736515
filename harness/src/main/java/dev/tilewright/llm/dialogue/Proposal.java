package dev.tilewright.llm.dialogue;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.evolve.loop.Situation;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A candidate that a model proposed, until it is judged. Where the model left numbers open, some other numbers are tried before that; they
 * share its decision, which is paid once, for the best of them.
 */
final class Proposal {

    /** How many configurations are tried, the proposal's own included. */
    private static final int CONFIGURATIONS = 6;

    private final Exchanges.Arrival arrival;
    private final Decision decision;
    private final List<Step> tried = new ArrayList<>();
    private int attempts = 1;
    private boolean underWay = true;

    Proposal(Exchanges.Arrival arrival, Decision decision) {
        this.arrival = arrival;
        this.decision = decision;
    }

    Exchanges.Arrival arrival() {
        return arrival;
    }

    Decision decision() {
        return decision;
    }

    /** Takes note of the outcome of what is under way. */
    void add(Step step) {
        tried.add(step);
        underWay = false;
    }

    /** Takes note of a step that a confirmation refuted, which may be one that was tried. */
    void refuted(Step step) {
        tried.replaceAll(one -> one.ordinal() == step.ordinal() ? step : one);
    }

    /** Tells whether nothing is under way and nothing more is to be tried. */
    boolean isDone() {
        return !underWay && (attempts >= CONFIGURATIONS || !hasOpenNumbers());
    }

    /** Other numbers may fit where these do not; they do not make a kernel compile, or be right, not even once it turns out to be wrong. */
    private boolean hasOpenNumbers() {
        Status status = first().standing().status();
        return (status == Status.OK || status == Status.LAUNCH_ERROR || status == Status.REJECTED)
                && KernelGenome.of(first().candidate())
                        .tunable()
                        .filter(kernel -> !kernel.tunables().isEmpty())
                        .isPresent();
    }

    /** Returns the fittest so far with other numbers; empty if there is nothing to be tried now. */
    Optional<Candidate> next(GenomeFactory factory, Situation now) {
        while (!underWay && !isDone()) {
            attempts++;
            Candidate fittest = fittest().candidate();
            Optional<Candidate> other = KernelGenome.of(fittest)
                    .tune(attempts % 3 == 0 ? 2 : 1, factory, now.random())
                    .map(variation -> child(fittest, variation))
                    .filter(candidate -> !now.knows(candidate));
            if (other.isPresent()) {
                underWay = true;
                return other;
            }
        }
        return Optional.empty();
    }

    private Candidate child(Candidate parent, Variation variation) {
        return new Candidate(variation.genome(), Lineage.child(List.of(parent), decision, variation.change()));
    }

    /** Returns the step of the candidate itself, with the numbers that it came with. */
    Step first() {
        return tried.getFirst();
    }

    /** Returns the fittest of those that were tried. */
    Step fittest() {
        Step best = first();
        for (Step step : tried) {
            boolean fitter = step.standing().fitness().orElse(Double.NEGATIVE_INFINITY)
                    > best.standing().fitness().orElse(Double.NEGATIVE_INFINITY);
            best = fitter ? step : best;
        }
        return best;
    }

    /** Returns what the best of them earned over the parent that the model was shown. */
    double reward(Situation now) {
        return Reward.of(fittest().standing(), now.parent(first().candidate()).map(Step::standing));
    }

    /** Tells whether any of them was right. */
    boolean isRight() {
        return fittest().standing().ok();
    }
}
