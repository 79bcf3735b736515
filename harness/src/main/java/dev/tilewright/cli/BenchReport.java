package dev.tilewright.cli;

import dev.tilewright.app.Comparison;
import dev.tilewright.app.Home;
import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Criterion.Judgement;
import dev.tilewright.bench.Measurement;
import dev.tilewright.bench.RatioEstimate;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.Figures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a comparison tells, for people and for programs.
 *
 * @param compared what came of it
 */
record BenchReport(Comparison.Result compared) {

    void print(PrintWriter out) {
        Table table = compared.baseline().isPresent()
                ? new Table("case", "baseline>", "now>", "ratio>", "95 % interval", "p>", "machine>", "verdict")
                : new Table("case", "now>", "95 % interval");
        for (CaseResult result : compared.results()) {
            table.row((compared.baseline().isPresent() ? compared(result) : measured(result)).toArray(String[]::new));
        }
        table.print(out);
        notes().forEach(out::println);
        compared.baseline().ifPresent(known -> out.println(summary()));
        out.flush();
    }

    private static List<String> measured(CaseResult result) {
        Measurement measurement = result.measurement();
        String name = measurement.subject().benchCase().name();
        return estimate(measurement.now())
                .filter(time -> result.verdict() != Verdict.FAILED)
                .map(time -> List.of(
                        name,
                        Figures.time(time.medianNanos()),
                        "%s to %s".formatted(Figures.time(time.lowNanos()), Figures.time(time.highNanos()))))
                .orElse(List.of(name, "", Verdict.FAILED.id()));
    }

    private static List<String> compared(CaseResult result) {
        Measurement measurement = result.measurement();
        Optional<Judgement> judgement = result.judgement();
        return List.of(
                measurement.subject().benchCase().name(),
                time(measurement.sameKernel() ? measurement.stored() : measurement.then()),
                time(measurement.now()),
                judgement.map(known -> ratio(known.ratio().ratio())).orElse(""),
                judgement.map(known -> interval(known.ratio())).orElse(""),
                judgement.map(known -> p(known.pValue())).orElse(""),
                measurement.machine().map(known -> ratio(known.ratio())).orElse(""),
                verdict(result));
    }

    private static String verdict(CaseResult result) {
        if (result.verdict() == Verdict.MEASURED) {
            return result.measurement().subject().baseline().isPresent() ? "not comparable" : "not in the baseline";
        }
        if (result.verdict() != Verdict.INCONCLUSIVE) {
            return result.verdict().id();
        }
        var more = result.judgement().orElseThrow().roundsThatMayDecide();
        return more.isPresent()
                ? "inconclusive; about %d rounds might decide".formatted(more.getAsInt())
                : "inconclusive; too close to the threshold, or too noisy, for more rounds to decide";
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.3f", ratio);
    }

    private static String interval(RatioEstimate estimate) {
        return estimate.low() > 0 ? ratio(estimate.low()) + " to " + ratio(estimate.high()) : "too few rounds";
    }

    private static String p(double value) {
        return value < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String time(List<TimeEstimate> rounds) {
        return estimate(rounds).map(time -> Figures.time(time.medianNanos())).orElse("");
    }

    private static Optional<TimeEstimate> estimate(List<TimeEstimate> rounds) {
        return rounds.isEmpty()
                ? Optional.empty()
                : Optional.of(MedianInterval.of(
                        rounds.stream().mapToDouble(TimeEstimate::medianNanos).toArray()));
    }

    /** Says what a reader has to know of each case beside its numbers, and of cases that only the baseline has. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (CaseResult result : compared.results()) {
            note(result)
                    .forEach(note ->
                            notes.add(result.measurement().subject().benchCase().name() + ": " + note));
        }
        List<String> names = compared.results().stream()
                .map(result -> result.measurement().subject().benchCase().name())
                .toList();
        compared.baseline()
                .ifPresent(known -> known.cases().keySet().stream()
                        .filter(name -> !names.contains(name))
                        .forEach(name -> notes.add(name + ": in the baseline only, not measured")));
        int least = compared.results().stream()
                .filter(result -> result.verdict() != Verdict.FAILED)
                .mapToInt(result -> result.measurement().now().size())
                .min()
                .orElse(compared.rounds());
        if (least < compared.rounds()) {
            notes.add("time ran out after %d of %d rounds".formatted(least, compared.rounds()));
        }
        return notes;
    }

    private List<String> note(CaseResult result) {
        Measurement measurement = result.measurement();
        Subject subject = measurement.subject();
        List<String> notes = new ArrayList<>();
        measurement.failure().ifPresent(failure -> notes.add("its kernel failed, " + told(failure)));
        measurement
                .baselineFailure()
                .ifPresent(failure -> notes.add(
                        "the kernel has changed, and the baseline's kernel no longer runs (%s); use --absolute to compare with its stored times"
                                .formatted(told(failure))));
        if (measurement.comparable()) {
            notes.add(
                    switch (measurement.yardstick()) {
                        case KERNEL -> "the kernel has changed; both were measured in the same processes";
                        case TIMES ->
                            "compared with stored times; the kernel is %s"
                                    .formatted(subject.kernelChanged() ? "another" : "the baseline's");
                    });
        }
        measurement
                .machine()
                .filter(machine -> measurement.yardstick() == Yardstick.KERNEL
                        && compared.criterion().apart(machine))
                .ifPresent(machine -> notes.add(
                        "this machine, with its driver and system, takes %s times as long as when the baseline was saved (95 %% interval %s); use --absolute to count that as a regression"
                                .formatted(ratio(machine.ratio()), interval(machine))));
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
        return notes;
    }

    private static String told(Evaluation failure) {
        return failure.status().id() + ": " + failure.diagnostics().strip();
    }

    private String summary() {
        Map<Verdict, Long> counts =
                compared.results().stream().collect(Collectors.groupingBy(CaseResult::verdict, Collectors.counting()));
        String verdicts = Stream.of(Verdict.values())
                .filter(counts::containsKey)
                .map(verdict -> "%d %s".formatted(counts.get(verdict), verdict.id()))
                .collect(Collectors.joining(", "));
        return "%s, at a threshold of %s and a significance of %s"
                .formatted(
                        verdicts,
                        Figures.percent(compared.criterion().threshold()),
                        compared.criterion().significance());
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("suite", compared.suite().file().toString());
        json.put("tilewright", Home.version());
        json.put("threshold", compared.criterion().threshold());
        json.put("significance", compared.criterion().significance());
        compared.baseline()
                .ifPresent(known -> json.put(
                        "baseline",
                        Map.of(
                                "tilewright",
                                known.version(),
                                "saved",
                                known.saved().toString())));
        json.put("cases", compared.results().stream().map(this::json).toList());
        return json;
    }

    private Map<String, Object> json(CaseResult result) {
        Measurement measurement = result.measurement();
        Subject subject = measurement.subject();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("case", subject.benchCase().name());
        json.put("task", subject.benchCase().task().name());
        json.put("problem", subject.benchCase().problem().sizes());
        json.put("device", subject.device());
        json.put("hardware", subject.machine().hardware());
        json.put("hash", subject.candidate().hash());
        json.put("verdict", result.verdict().id());
        json.put("now_ns", medians(measurement.now()));
        if (!measurement.then().isEmpty()) {
            json.put("baseline_ns", medians(measurement.then()));
        }
        if (subject.baseline().isPresent()) {
            json.put("kernel_changed", subject.kernelChanged());
            json.put("compared_with", measurement.yardstick().name().toLowerCase(Locale.ROOT));
            json.put("stored_ns", medians(measurement.stored()));
        }
        measurement.machine().ifPresent(known -> json.put("machine", json(known)));
        result.judgement().ifPresent(known -> {
            json.putAll(json(known.ratio()));
            json.put("p_value", known.pValue());
            known.roundsThatMayDecide().ifPresent(more -> json.put("rounds_that_may_decide", more));
        });
        json.put("notes", note(result));
        return json;
    }

    private static Map<String, Object> json(RatioEstimate estimate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ratio", estimate.ratio());
        if (estimate.low() > 0) {
            json.put("low", estimate.low());
            json.put("high", estimate.high());
        }
        return json;
    }

    private static List<Double> medians(List<TimeEstimate> rounds) {
        return rounds.stream().map(TimeEstimate::medianNanos).toList();
    }
}
