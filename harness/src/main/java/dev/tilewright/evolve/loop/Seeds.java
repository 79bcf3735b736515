package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** What evolution begins with, one candidate a turn: the domain's seeds, and, until one of them can be bred from, more that are drawn. */
final class Seeds implements Source {

    private static final int DRAWS = 100;

    private final Domain domain;
    private final Deque<Candidate> left;
    private int underWay;

    Seeds(Domain domain, UniformRandomProvider random) {
        this.domain = domain;
        left = new ArrayDeque<>(domain.seeds(random));
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
        for (int draws = 0; draws < DRAWS; draws++) {
            Optional<Candidate> drawn = domain.draw(now.random())
                    .filter(candidate -> candidate.genome().obstacle().isEmpty());
            if (drawn.isEmpty() || !now.knows(drawn.get())) {
                return drawn;
            }
        }
        return Optional.empty();
    }

    /** No decision made it, so nobody learns from it. */
    @Override
    public void judged(Step step, Situation now) {
        underWay--;
    }
}
