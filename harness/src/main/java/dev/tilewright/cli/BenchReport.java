package dev.tilewright.cli;

import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Criterion.Judgement;
import dev.tilewright.bench.Measurement;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.RatioEstimate;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.output.CaseNotes;
import dev.tilewright.bench.output.RatioText;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.Figures;
import java.io.PrintWriter;
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
record BenchReport(Outcome compared) {

    void print(PrintWriter out) {
        Table table = compared.baseline().isPresent()
                ? new Table("case", "baseline>", "now>", "ratio>", "95 % interval", "p>", "machine>", "verdict")
                : new Table("case", "now>", "95 % interval");
        for (CaseResult result : compared.results()) {
            table.row((compared.baseline().isPresent() ? compared(result) : measured(result)).toArray(String[]::new));
        }
        table.print(out);
        new CaseNotes(compared).all().forEach(out::println);
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
                .orElse(List.of(name, "", result.verdict().id()));
    }

    private static List<String> compared(CaseResult result) {
        Measurement measurement = result.measurement();
        Optional<Judgement> judgement = result.judgement();
        return List.of(
                measurement.subject().benchCase().name(),
                time(measurement.sameKernel() ? measurement.stored() : measurement.then()),
                time(measurement.now()),
                judgement.map(known -> RatioText.ratio(known.ratio())).orElse(""),
                judgement.map(known -> RatioText.interval(known.ratio())).orElse(""),
                judgement.map(known -> RatioText.p(known.pValue())).orElse(""),
                measurement.machine().map(RatioText::ratio).orElse(""),
                RatioText.verdict(result));
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
        json.put("tilewright", compared.version());
        compared.commit().ifPresent(commit -> json.put("commit", commit));
        json.put("rounds", compared.effort().rounds());
        json.put("most_rounds", compared.effort().mostRounds());
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
        result.again().ifPresent(_ -> json.put("first", json(result.first())));
        json.put("notes", new CaseNotes(compared).of(result));
        return json;
    }

    /** Returns what the first set of processes told, where a second one was asked. */
    private static Map<String, Object> json(CaseResult.Set first) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("now_ns", medians(first.measurement().now()));
        json.put("baseline_ns", medians(first.measurement().then()));
        first.judgement().ifPresent(known -> {
            json.putAll(json(known.ratio()));
            json.put("p_value", known.pValue());
        });
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
