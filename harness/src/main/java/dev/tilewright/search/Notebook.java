package dev.tilewright.search;

import dev.tilewright.candidate.Directive;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.control.Reward;
import dev.tilewright.memory.Belief;
import dev.tilewright.memory.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The scratchpad of a search: what is believed, and whether measurements that came after still allow it. */
final class Notebook {

    /** So many children without a gain contradict that a transformation pays. */
    private static final int BARREN = 6;

    /** So many children with a gain contradict that it never does. */
    private static final int FRUITFUL = 2;

    /** Log speed-ups below this are noise. */
    private static final double GAIN = 0.03;

    private final List<Note> notes = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();

    private record Note(Belief belief, int since) {}

    private record Observation(int number, String transformation, double gain) {}

    Notebook(List<Belief> beliefs) {
        beliefs.forEach(belief -> notes.add(new Note(belief, 0)));
    }

    /** Returns what is believed, oldest first. */
    List<Belief> beliefs() {
        return notes.stream().map(Note::belief).toList();
    }

    /** Writes down a belief, which what is measured from now on may contradict. One that says the same as another replaces it. */
    void add(Belief belief) {
        notes.removeIf(note -> note.belief().claim().equals(belief.claim()));
        notes.add(new Note(belief, observations.size()));
    }

    /** Takes note of a step. */
    void observe(Step step, Optional<Evaluation> parent) {
        Optional<String> transformation = step.candidate().lineage().directive().flatMap(Directive::transformation);
        OptionalDouble gain = Reward.logSpeedUp(step.evaluation(), parent);
        if (transformation.isPresent() && gain.isPresent()) {
            observations.add(new Observation(step.ordinal() + 1, transformation.get(), gain.getAsDouble()));
        }
    }

    /** Takes out the beliefs that measurements contradict, and returns them with the reason. */
    List<Belief> dropContradicted() {
        List<Belief> dropped = new ArrayList<>();
        for (Note note : List.copyOf(notes)) {
            contradiction(note).ifPresent(why -> {
                notes.remove(note);
                dropped.add(note.belief().dropped(why));
            });
        }
        return dropped;
    }

    private Optional<String> contradiction(Note note) {
        Belief.Claim claim = note.belief().claim();
        List<Observation> since = observations.subList(note.since(), observations.size()).stream()
                .filter(seen -> seen.transformation().equals(claim.transformation()))
                .toList();
        List<Observation> gains =
                since.stream().filter(seen -> seen.gain() > GAIN).toList();
        if (claim.pays() && since.size() >= BARREN && gains.isEmpty()) {
            return Optional.of("%d children by %s since then, and none was faster: evaluations %s"
                    .formatted(since.size(), claim.transformation(), numbers(since)));
        }
        if (!claim.pays() && gains.size() >= FRUITFUL) {
            return Optional.of("%d children by %s were faster since then: evaluations %s"
                    .formatted(gains.size(), claim.transformation(), numbers(gains)));
        }
        return Optional.empty();
    }

    private static String numbers(List<Observation> seen) {
        return String.join(
                ", ", seen.stream().map(one -> Integer.toString(one.number())).toList());
    }
}
