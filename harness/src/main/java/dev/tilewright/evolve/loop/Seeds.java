package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** What evolution begins with, one candidate a turn: the domain's seeds, and, until one of them can be bred from, more that are drawn. */
final class Seeds implements Source {

    /** How many seeds that were not ok are replaced: most of them are wrong for good. */
    private static final int MOST_REPLACED = 16;

    private final Domain domain;
    private final Deque<Candidate> left;
    private int underWay;
    private int replaced;

    Seeds(Domain domain, UniformRandomProvider random) {
        this.domain = domain;
        left = new ArrayDeque<>(domain.seeds(random));
    }

    /** Tells whether all were judged. */
    boolean areOver() {
        return left.isEmpty() && underWay == 0;
    }

    @Override
    public Optional<Candidate> propose(Situation now) {
        Optional<Candidate> next = next(now).or(() -> draw(now));
        underWay += next.isPresent() ? 1 : 0;
        return next;
    }

    private Optional<Candidate> next(Situation now) {
        Optional<Candidate> next = Optional.ofNullable(left.poll());
        while (next.isPresent() && now.knows(next.get())) {
            next = Optional.ofNullable(left.poll());
        }
        return next;
    }

    private Optional<Candidate> draw(Situation now) {
        if (underWay > 0 || !now.archive().isEmpty()) {
            return Optional.empty();
        }
        return domain.draw(
                now.random(), candidate -> candidate.genome().obstacle().isEmpty() && !now.knows(candidate));
    }

    /** No decision made it, so nobody learns from it. Where it was not ok, another may be tried in its place. */
    @Override
    public void judged(Step step, Situation now) {
        underWay--;
        if (!step.evaluation().ok() && replaced < MOST_REPLACED) {
            Optional<Candidate> another =
                    domain.another(step.candidate(), now.random(), candidate -> !now.knows(candidate));
            replaced += another.isPresent() ? 1 : 0;
            another.ifPresent(left::add);
        }
    }
}
