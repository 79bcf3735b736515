package dev.tilewright.llm.dialogue;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.Transformation;
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

    /**
     * A belief, and what was measured since it was written down that it is about.
     *
     * @param here whether it was written down in this run, so that it cites evaluations of this run
     */
    private record Note(Belief belief, boolean here, List<Observation> since) {}

    /**
     * A child that was measured.
     *
     * @param number its evaluation, from 1
     * @param parent that of the parent which it is compared with
     * @param gain its log speed-up
     */
    private record Observation(int number, int parent, String transformation, OptionalLong parameter, double gain) {

        boolean gained() {
            return gain > GAIN;
        }

        boolean isOf(int evaluation) {
            return number == evaluation || parent == evaluation;
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
                .forEach(belief -> notes.add(new Note(belief, false, new ArrayList<>())));
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
        notes.add(new Note(belief, true, new ArrayList<>()));
    }

    /** Takes note of a step. */
    void observe(Step step, Optional<Step> parent) {
        Optional<String> transformation = step.candidate().lineage().decision().flatMap(Decision::transformation);
        OptionalDouble gain = Reward.gain(step.standing(), parent.map(Step::standing));
        if (transformation.isEmpty() || gain.isEmpty()) {
            return;
        }
        Observation seen = new Observation(
                step.ordinal() + 1,
                parent.orElseThrow().ordinal() + 1,
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

    /** Forgets what was measured of a step that a confirmation refuted, and of children that were compared with it. */
    void withdraw(Step refuted) {
        int number = refuted.ordinal() + 1;
        observations.removeIf(seen -> seen.isOf(number));
        notes.forEach(note -> note.since().removeIf(seen -> seen.isOf(number)));
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
        return Schedule.parse(KernelGenome.of(candidate).schedule()).steps().stream()
                .map(step -> step.transformation())
                .toList();
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
        List<String> evidence = note.belief().evidence();
        if (note.here() && evidence.stream().noneMatch(cited -> shows(claim, number(cited)))) {
            return Optional.of("what it cites was refuted: " + String.join(", ", evidence));
        }
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

    /** Returns the number in {@code evaluation 41}. */
    private static int number(String cited) {
        return Integer.parseInt(cited.substring(cited.lastIndexOf(' ') + 1));
    }

    private static String numbers(List<Observation> seen) {
        return String.join(
                ", ", seen.stream().map(one -> Integer.toString(one.number())).toList());
    }
}
