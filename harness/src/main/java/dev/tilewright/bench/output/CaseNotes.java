package dev.tilewright.bench.output;

import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Criterion.Judgement;
import dev.tilewright.bench.Measurement;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
import dev.tilewright.evolve.candidate.Evaluation;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader has to know beside the numbers, in sentences.
 *
 * @param outcome the run
 */
public record CaseNotes(Outcome outcome) {

    /** Returns the notes of all cases, each with its case's name, and of cases that only the baseline has. */
    public List<String> all() {
        List<String> notes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (CaseResult result : outcome.results()) {
            String name = result.first().measurement().subject().benchCase().name();
            names.add(name);
            of(result).forEach(note -> notes.add(name + ": " + note));
        }
        outcome.baseline()
                .ifPresent(known -> known.cases().keySet().stream()
                        .filter(name -> !names.contains(name))
                        .forEach(name -> notes.add(name + ": in the baseline only, not measured")));
        int least = outcome.results().stream()
                .filter(result -> result.verdict() != Verdict.FAILED)
                .map(result -> result.first().measurement())
                .mapToInt(first -> first.rounds().size() + first.untimed().size())
                .min()
                .orElse(outcome.effort().rounds());
        if (least < outcome.effort().rounds()) {
            notes.add("time ran out after %d of %d rounds"
                    .formatted(least, outcome.effort().rounds()));
        }
        return notes;
    }

    /** Returns the notes of one case. */
    public List<String> of(CaseResult result) {
        List<String> notes = new ArrayList<>();
        Measurement measurement = result.measurement();
        failures(result, notes);
        if (measurement.comparable()) {
            notes.add(
                    switch (measurement.yardstick()) {
                        case KERNEL -> "the kernel has changed; both were measured in the same processes";
                        case TIMES ->
                            "compared with stored times; the kernel is %s"
                                    .formatted(measurement.subject().kernelChanged() ? "another" : "the baseline's");
                    });
        }
        repetition(result, notes);
        untimed(result, notes);
        machine(measurement, notes);
        return notes;
    }

    private static void failures(CaseResult result, List<String> notes) {
        for (CaseResult.Set set : List.of(result.first(), result.again().orElse(result.first()))) {
            set.measurement().failure().map(CaseNotes::told).ifPresent(failure -> {
                String note = "its kernel failed, " + failure;
                if (!notes.contains(note)) {
                    notes.add(note);
                }
            });
        }
        result.measurement()
                .baselineFailure()
                .ifPresent(failure -> notes.add(
                        "the kernel has changed, and the baseline's kernel no longer runs (%s); use --absolute to compare with its stored times"
                                .formatted(told(failure))));
    }

    private static void repetition(CaseResult result, List<String> notes) {
        if (result.again().isEmpty() || result.verdict() == Verdict.FAILED) {
            return;
        }
        String first = result.first()
                .judgement()
                .map(Judgement::ratio)
                .map(ratio -> "%.3f".formatted(ratio.ratio()))
                .orElse("");
        int rounds = result.first().measurement().rounds().size();
        int again = result.again().get().measurement().rounds().size();
        if (result.again().get().judgement().isEmpty()) {
            notes.add("it seemed slower in %d processes (ratio %s), and was not measured again: %s"
                    .formatted(
                            rounds,
                            first,
                            "time ran out, or nothing could be timed; allow more time, or run it again"));
        } else {
            notes.add((result.verdict() == Verdict.REGRESSED
                            ? "it was slower in a first set of %d processes (ratio %s), and again in a second one of %d"
                            : "it seemed slower in a first set of %d processes (ratio %s), which did not persist in a second one of %d")
                    .formatted(rounds, first, again));
        }
    }

    private static void untimed(CaseResult result, List<String> notes) {
        List<String> reasons = result.measurement().untimed();
        if (!reasons.isEmpty()) {
            notes.add("%d %s could not be timed, by no kernel's fault: %s"
                    .formatted(
                            reasons.size(),
                            reasons.size() == 1 ? "round" : "rounds",
                            reasons.getLast().lines().findFirst().orElse("")));
        }
    }

    private void machine(Measurement measurement, List<String> notes) {
        measurement
                .machine()
                .filter(machine -> measurement.yardstick() == Yardstick.KERNEL
                        && outcome.criterion().apart(machine))
                .ifPresent(machine -> notes.add(
                        "this machine, with its driver and system, takes %s times as long as when the baseline was saved (95 %% interval %s); use --absolute to count that as a regression"
                                .formatted(RatioText.ratio(machine), RatioText.interval(machine))));
        Subject subject = measurement.subject();
        if (subject.driverChanged()) {
            notes.add("the driver was %s and is %s"
                    .formatted(
                            subject.baseline()
                                    .orElseThrow()
                                    .machine()
                                    .hardware()
                                    .driver(),
                            subject.machine().hardware().driver()));
        }
    }

    private static String told(Evaluation failure) {
        return failure.status().id() + ": " + failure.diagnostics().strip();
    }
}
