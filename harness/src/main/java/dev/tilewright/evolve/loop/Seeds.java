package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What evolution begins with, one candidate a turn. */
final class Seeds implements Source {

    private final Deque<Candidate> left;

    Seeds(List<Candidate> seeds) {
        left = new ArrayDeque<>(seeds);
    }

    @Override
    public Optional<Candidate> propose(Situation now) {
        Optional<Candidate> next = Optional.ofNullable(left.poll());
        while (next.isPresent() && now.knows(next.get())) {
            next = Optional.ofNullable(left.poll());
        }
        return next;
    }

    @Override
    public void judged(Step step, Situation now) {
        // No decision made it, so nobody learns from it.
    }
}
