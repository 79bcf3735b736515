package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells when a search ends, and why: its budget, somebody who stops it, a source, a machine that decides nothing, or a space that is exhausted. */
final class Endings {

    /** So many turns in a row without a new candidate, and the space counts as exhausted. */
    private static final int PATIENCE = 400;

    private final Evolution.Parts parts;
    private final Seeds seeds;
    private final List<Source> sources;
    private final Retries retries;
    private final Course course;
    private final Instant begun = Instant.now();

    Endings(Evolution.Parts parts, Seeds seeds, List<Source> sources, Retries retries, Course course) {
        this.parts = parts;
        this.seeds = seeds;
        this.sources = List.copyOf(sources);
        this.retries = retries;
        this.course = course;
    }

    /**
     * Says why the search ends now; empty while it goes on.
     *
     * @param repeated whether all that the record of the run has was submitted again
     * @param turn how many turns have been taken
     * @param evaluated how many candidates were submitted to the evaluator
     * @param idle how many turns in a row brought no new candidate
     * @param stopped whether somebody stopped it
     */
    Optional<Ending> ending(boolean repeated, int turn, int evaluated, int idle, boolean stopped) {
        Optional<Ending> spent = parts.budget()
                .spent(new Budget.Spending(
                        evaluated,
                        Duration.between(begun, Instant.now()),
                        repeated && sources.stream().allMatch(source -> source.repeated(turn)),
                        seeds.areOver(),
                        course,
                        parts.ranking()));
        if (spent.isPresent() || stopped) {
            return spent.or(() -> Optional.of(Ending.of(Reason.STOPPED)));
        }
        Optional<Ending> over = sources.stream()
                .flatMap(source -> source.over().stream())
                .findFirst()
                .map(explanation -> new Ending(Reason.SOURCE, explanation));
        return retries.futile()
                .map(explanation -> new Ending(Reason.UNDECIDED, explanation))
                .or(() -> over)
                .or(() -> idle < PATIENCE ? Optional.empty() : Optional.of(Ending.of(Reason.EXHAUSTED)));
    }
}
