package dev.tilewright.tuning;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Situation;
import dev.tilewright.evolve.loop.Source;
import dev.tilewright.space.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A strategy as a source of candidates: it is asked for points, and told what came of each when that is committed, no matter whose
 * candidate it was. Where the harness failed it is told nothing, and the candidate is tried again.
 *
 * <p>All its randomness is the strategy's own, and what it is told follows from the record. So a run is resumed by asking the strategy
 * once more.
 */
public final class StrategySource implements Source {

    private final Strategy strategy;
    private final Translation translation;
    private final Map<String, List<Point>> asked = new HashMap<>();
    private final Set<Point> told = new HashSet<>();
    private boolean exhausted;

    /** Makes the source of a strategy that was just begun. */
    public StrategySource(Strategy strategy, Translation translation) {
        this.strategy = strategy;
        this.translation = translation;
    }

    /** Tells the strategy what is known before the search begins: it will ask for other points. */
    public void tell(Point point, Outcome outcome) {
        told.add(point);
        strategy.tell(point, outcome);
    }

    @Override
    public Optional<Candidate> propose(Situation now) {
        while (!exhausted) {
            Optional<Point> point = strategy.ask();
            if (point.isEmpty()) {
                exhausted = true;
                return Optional.empty();
            }
            Optional<Candidate> fresh = fresh(point.get(), now);
            if (fresh.isPresent()) {
                return fresh;
            }
        }
        return Optional.empty();
    }

    /** Returns the candidate of a point, unless it cannot be made or was submitted before: then the strategy is told, now or later. */
    private Optional<Candidate> fresh(Point point, Situation now) {
        Optional<Candidate> candidate = translation.candidate(point);
        if (candidate.isEmpty() || candidate.get().genome().obstacle().isPresent()) {
            tell(point, new Outcome.Failure());
            return Optional.empty();
        }
        String hash = candidate.get().hash();
        Optional<Step> before = now.step(hash).filter(Step::isDecided);
        if (before.isPresent()) {
            tell(point, outcome(before.get().standing()));
            return Optional.empty();
        }
        boolean isUnderWay = now.knows(candidate.get());
        asked.computeIfAbsent(hash, _ -> new ArrayList<>()).add(point);
        return isUnderWay ? Optional.empty() : candidate;
    }

    /** No decision is open, so that none is paid: the strategy learns from what is {@link #observed}. */
    @Override
    public void judged(Step step, Situation now) {
        if (step.evaluation().isUndecided()) {
            asked.remove(step.candidate().hash());
        }
    }

    @Override
    public void observed(Step step, Situation now, boolean replayed) {
        if (!step.isDecided()) {
            return;
        }
        Outcome outcome = outcome(step.evaluation());
        List<Point> waiting = asked.remove(step.candidate().hash());
        if (waiting != null) {
            waiting.forEach(point -> tell(point, outcome));
            return;
        }
        translation
                .point(step.candidate())
                .filter(point -> !told.contains(point))
                .ifPresent(point -> tell(point, outcome));
    }

    @Override
    public void refuted(Step step, Situation now, boolean replayed) {
        translation.point(step.candidate()).ifPresent(point -> tell(point, new Outcome.Failure()));
    }

    /** Returns what a strategy is told of an evaluation whose fitness is minus the logarithm of a time in seconds. */
    public static Outcome outcome(Evaluation evaluation) {
        return evaluation.fitness().isPresent()
                ? new Outcome.Time(Math.exp(-evaluation.fitness().getAsDouble()))
                : new Outcome.Failure();
    }
}
