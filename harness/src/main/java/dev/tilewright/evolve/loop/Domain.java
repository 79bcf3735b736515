package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Candidate;
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

    /** Returns features of the workload and the hardware: what a controller that looks at its context sees in every decision of the run. */
    SortedMap<String, Double> features();

    /** Returns features of a parent: what a controller that looks at its context sees of it. */
    SortedMap<String, Double> features(Candidate parent);

    /**
     * Tells whether a measured fitness may be built on before it is confirmed. Where it may not, for example because somebody wrote the
     * genome by hand, the candidate is confirmed as soon as it is a contender, and nothing races against it before that.
     */
    boolean trusts(Candidate candidate);
}
