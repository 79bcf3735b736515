package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.surrogate.Calibration;
import dev.tilewright.evolve.surrogate.Description;
import dev.tilewright.evolve.surrogate.Example;
import dev.tilewright.evolve.surrogate.Prediction;
import dev.tilewright.evolve.surrogate.Surrogate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Chooses which of many drafts is evaluated (draft, then verify: Zhai et al., "Pruner", ASPLOS 2025): the one whose expected improvement over the best, times the probability of
 * being right, is greatest by a {@link Surrogate} that learns from every step. Where something is known from elsewhere there are two, one that
 * began with it and one that did not, and the one that has predicted better is asked. Where neither has, any draft is as good.
 */
final class Screening {

    /** The least probability of being right that is told apart. */
    private static final double LEAST_RIGHT = 0.02;

    private final Domain domain;
    private final UniformRandomProvider random;
    private final List<Adviser> advisers = new ArrayList<>();
    /** What was learned from, by hash. */
    private final Map<String, Description> learned = new HashMap<>();

    private double least = Double.POSITIVE_INFINITY;

    /** A surrogate with what it expected of those that are being evaluated. */
    private record Adviser(Surrogate surrogate, Calibration calibration, Map<String, Double> expected) {

        Adviser(Surrogate surrogate) {
            this(surrogate, new Calibration(), new HashMap<>());
        }

        double correlation() {
            return calibration.correlation().orElse(Calibration.LEAST);
        }
    }

    private record Draft<T>(T made, Candidate candidate, Optional<Description> description, double score) {}

    Screening(Domain domain, UniformRandomProvider random) {
        this.domain = domain;
        this.random = random;
    }

    /** Returns the surrogates; they are made as soon as it is known how many features candidates have. */
    private List<Adviser> advisers(Description first) {
        if (advisers.isEmpty()) {
            int features = first.size();
            List<Example> elsewhere = domain.elsewhere();
            if (!elsewhere.isEmpty()) {
                Surrogate knowing = new Surrogate(features, random);
                elsewhere.forEach(knowing::learn);
                advisers.add(new Adviser(knowing));
            }
            advisers.add(new Adviser(new Surrogate(features, random)));
        }
        return advisers;
    }

    /** Returns the one that has predicted best so far, the one that knows most among equals. */
    private Adviser best(Description any) {
        advisers(any);
        return best().orElseThrow();
    }

    private Optional<Adviser> best() {
        return advisers.stream().reduce((one, other) -> other.correlation() > one.correlation() ? other : one);
    }

    /**
     * Makes drafts and chooses one that can be evaluated and is not known yet.
     *
     * @param count how many drafts are made, at least 1
     * @param maker makes a draft; empty where none was found
     * @param candidate returns the candidate that a draft is
     * @return empty if no draft is new
     */
    <T> Optional<T> choose(int count, Supplier<Optional<T>> maker, Function<T, Candidate> candidate, Situation now) {
        List<Draft<T>> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            maker.get().map(made -> draft(made, candidate.apply(made))).ifPresent(drafts::add);
        }
        drafts.sort(
                Comparator.comparingDouble((Draft<T> draft) -> draft.score()).reversed());
        for (Draft<T> draft : drafts) {
            Candidate child = draft.candidate();
            if (child.genome().obstacle().isEmpty() && !now.knows(child)) {
                draft.description().ifPresent(description -> expect(child.hash(), description));
                return Optional.of(draft.made());
            }
        }
        return Optional.empty();
    }

    private void expect(String hash, Description description) {
        for (Adviser adviser : advisers(description)) {
            adviser.expected()
                    .put(hash, adviser.surrogate().predict(description).mean());
        }
    }

    /** Where nobody is worth listening to, all drafts have the same score, and stay in the order in which they were made. */
    private <T> Draft<T> draft(T made, Candidate candidate) {
        Optional<Description> description = domain.describe(candidate);
        double score = description
                .filter(each -> best(each).calibration().trusts())
                .map(each -> score(best(each).surrogate(), each))
                .orElse(Double.NEGATIVE_INFINITY);
        return new Draft<>(made, candidate, description, score);
    }

    private double score(Surrogate surrogate, Description description) {
        Prediction prediction = surrogate.predict(description);
        double gain = Double.isInfinite(least) ? -prediction.mean() : prediction.logExpectedImprovement(least);
        return gain + Math.log(Math.max(LEAST_RIGHT, surrogate.right(description)));
    }

    /** Returns the fitness that a step is believed to have: between what was measured of it and what is expected of its kind. Empty where that is not known. */
    OptionalDouble believed(Step step, double measured) {
        Description description = learned.get(step.candidate().hash());
        return description == null || !best(description).calibration().trusts()
                ? OptionalDouble.empty()
                : OptionalDouble.of((measured
                                - best(description)
                                        .surrogate()
                                        .predict(description)
                                        .mean())
                        / 2);
    }

    /** Returns the fitness that was expected of a step's candidate, by the surrogate that has predicted best; empty where nothing was expected, or it was learned from. */
    OptionalDouble expected(Step step) {
        return best().map(adviser -> adviser.expected().get(step.candidate().hash()))
                .map(cost -> OptionalDouble.of(-cost))
                .orElse(OptionalDouble.empty());
    }

    /** Learns from a step, no matter who proposed its candidate. */
    void observed(Step step) {
        if (!step.isDecided()) {
            return;
        }
        OptionalDouble cost = step.evaluation().fitness().isPresent()
                ? OptionalDouble.of(-step.evaluation().fitness().getAsDouble())
                : OptionalDouble.empty();
        cost.ifPresent(value -> least = Math.min(least, value));
        domain.describe(step.candidate()).ifPresent(description -> {
            learned.put(step.candidate().hash(), description);
            for (Adviser adviser : advisers(description)) {
                Double before = adviser.expected().remove(step.candidate().hash());
                if (before != null && cost.isPresent()) {
                    adviser.calibration().add(before, cost.getAsDouble());
                }
                adviser.surrogate().learn(new Example(description, cost));
            }
        });
    }
}
