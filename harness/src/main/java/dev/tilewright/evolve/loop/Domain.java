package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.surrogate.Description;
import dev.tilewright.evolve.surrogate.Example;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What a search is about: the one door through which evolution reaches a kind of genome. A domain is made for one workload on one
 * hardware. Beside it a run needs an {@link Evaluator} of the same genomes, and the memory a {@code Codec} for them.
 */
public interface Domain {

    /** How often it is drawn for one candidate that meets a condition. */
    int DRAWS = 100;

    /** Returns what evolution begins with, in the order in which it is evaluated. The first that is ok is the baseline. */
    List<Candidate> seeds(UniformRandomProvider random);

    /**
     * Draws a candidate to begin with, where none of {@link #seeds} was ok and in a niche, so that there is nothing to breed from; empty if
     * there is none to draw.
     */
    default Optional<Candidate> draw(UniformRandomProvider random) {
        return Optional.empty();
    }

    /**
     * Draws a candidate as {@link #draw(UniformRandomProvider)} does, that meets a condition, such as that it was not tried yet; empty if none
     * was found.
     */
    default Optional<Candidate> draw(UniformRandomProvider random, Predicate<Candidate> condition) {
        for (int draws = 0; draws < DRAWS; draws++) {
            Optional<Candidate> drawn = draw(random);
            if (drawn.isEmpty() || condition.test(drawn.get())) {
                return drawn;
            }
        }
        return Optional.empty();
    }

    /**
     * Returns what is tried in place of a seed that was not ok, where it left something open that may have been the reason; empty if it did
     * not.
     *
     * @param condition what the other must meet, such as that it was not tried yet
     */
    default Optional<Candidate> another(Candidate seed, UniformRandomProvider random, Predicate<Candidate> condition) {
        return Optional.empty();
    }

    /** Returns what makes children out of parents. */
    List<Operator> operators();

    /** Returns the niche of a candidate that is ok; empty for one that is compared with, and not bred from. */
    Optional<Niche> niche(Candidate candidate);

    /**
     * Returns half of the width of the interval that the fitness of an evaluation that is ok lies in, in units of fitness; 0 if the fitness
     * is exact, or nothing is known of its noise. What is fitter only within the noise is no progress.
     */
    default double uncertainty(Evaluation evaluation) {
        return 0;
    }

    /**
     * Returns what a candidate that is ok takes of each resource beside time, less being better: as many numbers, in the same order, for
     * every candidate. Empty if the domain counts none.
     */
    default List<Double> costs(Candidate candidate) {
        return List.of();
    }

    /** Returns features of the workload and the hardware: what a controller that looks at its context sees in every decision of the run. */
    SortedMap<String, Double> features();

    /** Returns features of a parent: what a controller that looks at its context sees of it. */
    SortedMap<String, Double> features(Candidate parent);

    /** Returns what can be told of a candidate without evaluating it, as a surrogate learns from it; empty where that is nothing. */
    default Optional<Description> describe(Candidate candidate) {
        return Optional.empty();
    }

    /** Returns what came of candidates elsewhere, as far as it says what to expect here; a surrogate begins with it. */
    default List<Example> elsewhere() {
        return List.of();
    }

    /**
     * Tells whether a measured fitness may be built on before it is confirmed. Where it may not, for example because somebody wrote the
     * genome by hand, the candidate is confirmed as soon as it is a contender, and nothing races against it before that.
     */
    boolean trusts(Candidate candidate);
}
