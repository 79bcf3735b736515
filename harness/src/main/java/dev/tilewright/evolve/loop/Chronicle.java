package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.archive.Archive.Restart;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Controller;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Takes notes of what a search believes while it goes on. */
final class Chronicle {

    /** Between two notes of what the controller believes there are so many steps. */
    private static final int SPACING = 20;

    private final Archive archive;
    private final Controller controller;
    private final List<Insight.Forecast> forecasts = new ArrayList<>();
    private final List<Insight.Moment> moments = new ArrayList<>();

    Chronicle(Archive archive, Controller controller) {
        this.archive = archive;
        this.controller = controller;
    }

    /**
     * Takes note of a step, after it was learned from.
     *
     * @param expected what its fitness had been expected to be; empty where nothing was
     */
    void committed(Step step, OptionalDouble expected) {
        if (expected.isPresent() && Double.isFinite(expected.getAsDouble())) {
            forecasts.add(new Insight.Forecast(step.ordinal(), expected.getAsDouble()));
        }
        if ((step.ordinal() + 1) % SPACING == 0) {
            note(step.ordinal());
        }
    }

    private void note(int ordinal) {
        moments.add(new Insight.Moment(ordinal, controller.beliefs()));
    }

    /** Returns all notes. */
    Insight insight(int steps) {
        if (steps > 0 && (moments.isEmpty() || moments.getLast().ordinal() < steps - 1)) {
            note(steps - 1);
        }
        List<Insight.Inhabited> niches = archive.map().stream()
                .map(niche -> new Insight.Inhabited(
                        niche.island(), niche.niche(), niche.elite().fitness(), niche.candidates(), niche.chosen()))
                .toList();
        return new Insight(
                forecasts,
                moments,
                niches,
                archive.restarts().stream().map(Restart::offers).toList());
    }
}
