package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import dev.tilewright.control.Reward;
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.memory.Belief;
import dev.tilewright.memory.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The scratchpad of a search: what is believed, and whether measurements that came after still allow it. */
final class BeliefBase {

    /** So many children without a gain contradict that a transformation pays. */
    private static final int BARREN = 6;

    /** So many children with a gain contradict that it never does. */
    private static final int FRUITFUL = 2;

    /** Log speed-ups below this are noise. */
    private static final double GAIN = 0.03;

    private final RunContext context;
    private final List<Note> notes = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();

    /** A belief, and what was measured since it was written down that it is about. */
    private record Note(Belief belief, List<Observation> since) {}

    private record Observation(int number, String transformation, OptionalLong parameter, double gain) {

        boolean gained() {
            return gain > GAIN;
        }
    }

    /**
     * Begins with what was believed before.
     *
     * @param beliefs what was believed before; what is of no concern to the run is left out
     * @param context where the run is
     */
    BeliefBase(List<Belief> beliefs, RunContext context) {
        this.context = context;
        beliefs.stream()
                .filter(belief -> context.concerns(belief.claim().scope()))
                .forEach(belief -> notes.add(new Note(belief, new ArrayList<>())));
    }

    /** Returns where the run is. */
    RunContext context() {
        return context;
    }

    /** Returns what is believed, oldest first. */
    List<Belief> held() {
        return notes.stream().map(Note::belief).toList();
    }

    /** Tells whether an evaluation of the run, by its number, shows what a claim says. */
    boolean shows(Belief.Claim claim, int number) {
        return observations.stream()
                .anyMatch(seen -> seen.number() == number && isAbout(claim, seen) && seen.gained() == claim.pays());
    }

    private boolean isAbout(Belief.Claim claim, Observation seen) {
        return claim.transformation().equals(seen.transformation()) && context.within(claim.scope(), seen.parameter());
    }

    /** Writes down a belief, which what is measured from now on may contradict. It replaces one about the same. */
    void add(Belief belief) {
        notes.removeIf(note -> note.belief().claim().isAboutWhat(belief.claim()));
        notes.add(new Note(belief, new ArrayList<>()));
    }

    /** Takes note of a step. */
    void observe(Step step, Optional<Step> parent) {
        Optional<String> transformation = step.candidate().lineage().directive().flatMap(Directive::transformation);
        OptionalDouble gain = Reward.logSpeedUp(step.evaluation(), parent.map(Step::evaluation));
        if (transformation.isEmpty() || gain.isEmpty()) {
            return;
        }
        Observation seen = new Observation(
                step.ordinal() + 1,
                transformation.get(),
                parameter(
                        transformation.get(),
                        step.candidate(),
                        parent.orElseThrow().candidate()),
                gain.getAsDouble());
        observations.add(seen);
        notes.stream()
                .filter(note -> isAbout(note.belief().claim(), seen))
                .forEach(note -> note.since().add(seen));
    }

    /** Returns the largest number in the steps of a transformation that a child has and its parent has not. */
    private static OptionalLong parameter(String transformation, Candidate child, Candidate parent) {
        List<Transformation> before = steps(parent);
        return steps(child).stream()
                .filter(step -> step.name().equals(transformation) && !before.contains(step))
                .flatMap(step -> step.arguments().stream())
                .map(argument -> argument.substring(argument.indexOf('=') + 1))
                .filter(argument -> argument.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .max();
    }

    private static List<Transformation> steps(Candidate candidate) {
        return candidate.origin() instanceof Candidate.Origin.Scheduled(List<String> text)
                ? Schedule.parse(text).steps().stream()
                        .map(step -> step.transformation())
                        .toList()
                : List.of();
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

    private static Optional<String> contradiction(Note note) {
        Belief.Claim claim = note.belief().claim();
        List<Observation> gains =
                note.since().stream().filter(Observation::gained).toList();
        String where = claim.scope().words();
        String what = claim.transformation() + (where.isEmpty() ? "" : " (%s)".formatted(where));
        if (claim.pays() && note.since().size() >= BARREN && gains.isEmpty()) {
            return Optional.of("%d children by %s since then, and none was faster: evaluations %s"
                    .formatted(note.since().size(), what, numbers(note.since())));
        }
        if (!claim.pays() && gains.size() >= FRUITFUL) {
            return Optional.of("%d children by %s were faster since then: evaluations %s"
                    .formatted(gains.size(), what, numbers(gains)));
        }
        return Optional.empty();
    }

    private static String numbers(List<Observation> seen) {
        return String.join(
                ", ", seen.stream().map(one -> Integer.toString(one.number())).toList());
    }
}
