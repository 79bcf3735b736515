package dev.tilewright.app;

import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import java.util.Optional;

/** The search that a {@link Tuning} is at, which another thread may ask to stop, also before it has begun. */
final class RunningSearch {

    private volatile boolean stopped;
    private volatile Optional<Evolution> evolution = Optional.empty();

    /** Asks the search to stop once what is being evaluated is committed. May be called by any thread. */
    void stop() {
        stopped = true;
        evolution.ifPresent(Evolution::stop);
    }

    /** Searches until it ends. Returns what came of it. */
    EvolutionOutcome run(Evolution search, TuningListener listener) {
        evolution = Optional.of(search);
        if (stopped) {
            search.stop();
        }
        listener.onBegin();
        try {
            EvolutionOutcome outcome = search.run(listener);
            listener.onOutcome(outcome);
            return outcome;
        } finally {
            listener.onEnd();
        }
    }
}
