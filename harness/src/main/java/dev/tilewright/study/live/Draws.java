package dev.tilewright.study.live;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Domain;
import dev.tilewright.evolve.loop.Situation;
import dev.tilewright.evolve.loop.Source;
import java.util.Optional;

/**
 * Random search: it draws candidates as the seeds are drawn, and learns nothing.
 *
 * @param domain what they are drawn from
 */
record Draws(Domain domain) implements Source {

    @Override
    public Optional<Candidate> propose(Situation now) {
        return domain.draw(now.random(), drawn -> drawn.genome().obstacle().isEmpty() && !now.knows(drawn));
    }

    @Override
    public void judged(Step step, Situation now) {
        // The next draw does not depend on it.
    }
}
