package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import dev.tilewright.tuning.ConfigurationGenome;
import dev.tilewright.tuning.recorded.RecordedMeasurement;
import dev.tilewright.tuning.recorded.RecordedPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Configurations that somebody measured before, as a report reads them. */
public final class RecordedSubject implements Subject {

    /** The file that a run leaves of its best. */
    public static final String FILE = "best.json";

    @Override
    public Plan plan(Run run) {
        RecordedPlan plan = RecordedPlan.of(run);
        return new Plan(plan.seed(), plan.evaluations(), plan.time(), command(plan));
    }

    private static String command(RecordedPlan plan) {
        if (plan.isImport()) {
            return "scripts/tilewright import " + plan.file();
        }
        return "scripts/tilewright tune --device recorded:" + plan.file()
                + plan.definition().map(" --space %s"::formatted).orElse("")
                + TuneOptions.budget(plan.evaluations(), plan.time())
                + TuneOptions.choice(plan.seed(), plan.strategy(), plan.generators(), plan.controller())
                + TuneOptions.known(plan.recordings());
    }

    /** The recorded time is what decides, a mean mostly; the interval is that of the samples that were kept. */
    @Override
    public Optional<TimeEstimate> time(Step step) {
        if (!step.evaluation().ok()) {
            return Optional.empty();
        }
        double nanos = KernelMeasurement.nanos(step.evaluation().fitness().orElseThrow());
        double[] samples =
                RecordedMeasurement.of(step.evaluation()).map(RecordedMeasurement::samples).orElse(List.of()).stream()
                        .mapToDouble(milliseconds -> milliseconds * 1e6)
                        .toArray();
        if (samples.length == 0) {
            return Optional.of(new TimeEstimate(nanos, nanos, nanos, 1));
        }
        TimeEstimate kept = MedianInterval.of(samples);
        return Optional.of(new TimeEstimate(
                nanos, Math.min(nanos, kept.lowNanos()), Math.max(nanos, kept.highNanos()), samples.length));
    }

    /** What is recorded does not change. */
    @Override
    public Optional<TimeEstimate> incumbentTime(Step challenger) {
        return Optional.empty();
    }

    @Override
    public Optional<TimeEstimate> challengerTime(Step challenger) {
        return Optional.empty();
    }

    @Override
    public String estimator() {
        return "recorded time";
    }

    /** An evaluation takes as long as it took when it was recorded; what memory knew takes no time. */
    @Override
    public List<Duration> moments(Run run, List<Step> steps) {
        List<Duration> moments = new ArrayList<>();
        Duration elapsed = Duration.ZERO;
        for (Step step : steps) {
            elapsed = step.recalled()
                    ? elapsed
                    : elapsed.plusNanos(step.evaluation().nanos());
            moments.add(elapsed);
        }
        return moments;
    }

    @Override
    public SequencedMap<String, Double> spent(List<Step> steps) {
        List<RecordedMeasurement> evaluated = steps.stream()
                .filter(step -> !step.recalled())
                .flatMap(step -> RecordedMeasurement.of(step.evaluation()).stream())
                .toList();
        SequencedMap<String, Double> spent = new LinkedHashMap<>();
        spent.put(
                "build_seconds",
                evaluated.stream()
                                .mapToDouble(each -> each.costs().compilation())
                                .sum()
                        / 1e3);
        spent.put(
                "run_seconds",
                evaluated.stream()
                                .mapToDouble(each -> each.costs().verification()
                                        + each.costs().benchmark())
                                .sum()
                        / 1e3);
        return spent;
    }

    @Override
    public SequencedMap<String, Duration> uses(List<Step> steps) {
        return new LinkedHashMap<>();
    }

    @Override
    public Duration afterwards(List<Step> steps) {
        return Duration.ZERO;
    }

    /** No configuration has to be right. */
    @Override
    public boolean isNaive(Candidate candidate) {
        return false;
    }

    @Override
    public String description(Candidate candidate) {
        return "the first that was right";
    }

    @Override
    public String noun() {
        return "configuration";
    }

    @Override
    public List<String> lines(Candidate candidate) {
        return ConfigurationGenome.of(candidate).configuration().values().entrySet().stream()
                .map(Map.Entry::toString)
                .toList();
    }

    @Override
    public Optional<String> source(Candidate candidate) {
        return Optional.empty();
    }

    private static Configuration configuration(Step step) {
        return ConfigurationGenome.of(step.candidate()).configuration();
    }

    @Override
    public Map<String, Object> best(Step best) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("configuration", configuration(best).values());
        best.confirmation()
                .ifPresent(confirmation -> content.put("confirmation", Map.of("reason", confirmation.reason())));
        return content;
    }

    @Override
    public Map<String, Object> page(Step best) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("configuration", configuration(best).toString().replace(",", ", "));
        return page;
    }

    @Override
    public List<String> method() {
        return List.of(
                "Nothing was run: each configuration was looked up in a recording that was made on the device, and costs the time that its evaluation took there, failures included. No clock was read, so a run with the same seed is the same on every machine.",
                "Times are as they were recorded, mostly means; the interval is the rank-based 95 % confidence interval of the samples that were kept.",
                "A configuration became the best when the recording has a shorter time for it than for the best before it.");
    }

    @Override
    public Optional<String> confirmation(Step best) {
        return Optional.empty();
    }

    @Override
    public SequencedMap<String, String> files(Run run, Step best, Optional<TimeEstimate> time) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("kernel", run.task());
        content.put("problem", Problem.parse(run.workload().problem()).sizes());
        content.put("hardware", run.hardware());
        content.put("configuration", configuration(best).values());
        content.put("time_ns", time(best).orElseThrow().medianNanos());
        SequencedMap<String, String> files = new LinkedHashMap<>();
        files.put(FILE, KernelJson.pretty(content) + "\n");
        return files;
    }
}
