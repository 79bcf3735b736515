package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code result.json}: a run's outcome for programs to read. Times are in ns, rates in 10⁹ per second. */
public final class ResultFile {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ResultFile() {}

    /** Writes the file's text. */
    public static String write(Findings findings) {
        return JSON.writeValueAsString(content(findings)) + "\n";
    }

    /** Returns what the file says, fields in the order in which they are written. */
    public static Map<String, Object> content(Findings findings) {
        Run run = findings.run();
        Subject.Plan plan = findings.subject().plan(run);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("run", run.id());
        result.put("task", run.task());
        result.put("problem", Problem.parse(run.workload().problem()).sizes());
        result.put("hardware", hardware(run));
        result.put("device", run.device());
        result.put("seed", plan.seed());
        findings.reference().ifPresent(reference -> result.put("reference", reference));
        result.put("versions", versions(run));
        result.put("started", run.started().toString());
        findings.baseline().ifPresent(step -> {
            Map<String, Object> baseline = timed(findings, step);
            baseline.put("name", findings.baselineName());
            result.put("baseline", baseline);
        });
        findings.best().ifPresent(step -> result.put("best", best(findings, step)));
        findings.description().ifPresent(cost -> result.put("description", CostTable.content(cost)));
        result.put("counts", counts(findings));
        result.put(
                "failures",
                findings.failures().stream().map(ResultFile::failure).toList());
        result.put("recalled", findings.recalled());
        result.put("budget", budget(findings, plan));
        findings.outcome().map(EvolutionOutcome::ending).ifPresent(ending -> result.put("ended", ended(ending)));
        result.put("time_spent", TimeTable.of(findings).content());
        if (findings.insight().isPresent()) {
            result.put("surrogate", Foresight.of(findings).content());
            result.put("beliefs", BeliefTable.of(findings).content());
            result.put("niches", NicheMap.of(findings).content());
        }
        if (!findings.exchanges().isEmpty()) {
            result.put("language_models", Answers.of(findings.exchanges()).content());
        }
        return result;
    }

    private static Map<String, Object> hardware(Run run) {
        Map<String, Object> hardware = new LinkedHashMap<>();
        hardware.put("key", run.hardware().key());
        hardware.put("backend", run.hardware().backend());
        hardware.put("vendor", run.hardware().vendor());
        hardware.put("model", run.hardware().model());
        hardware.put("architecture", run.hardware().architecture());
        hardware.put("driver", run.hardware().driver());
        return hardware;
    }

    private static Map<String, Object> versions(Run run) {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("tilewright", run.version());
        versions.put("java", Runtime.version().toString());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return versions;
    }

    private static Map<String, Object> timed(Findings findings, Step step) {
        TimeEstimate time = findings.time(step).orElseThrow();
        Map<String, Object> timed = new LinkedHashMap<>();
        timed.put("evaluation", step.ordinal() + 1);
        timed.put("hash", step.candidate().hash());
        timed.put("median_ns", time.medianNanos());
        timed.put("low_ns", time.lowNanos());
        timed.put("high_ns", time.highNanos());
        timed.put("samples", time.samples());
        put(timed, "gflop_per_s", findings.demand().gigaOperations(time.medianNanos()));
        put(timed, "gbyte_per_s", findings.demand().gigaBytes(time.medianNanos()));
        put(timed, "roofline_fraction", findings.demand().rooflineFraction(time.medianNanos()));
        return timed;
    }

    private static Map<String, Object> best(Findings findings, Step step) {
        Map<String, Object> best = timed(findings, step);
        put(best, "speedup_over_baseline", findings.speedup(step));
        best.put("change", step.candidate().lineage().change());
        best.putAll(findings.subject().best(step));
        return best;
    }

    private static Map<String, Object> counts(Findings findings) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Status status : Status.values()) {
            counts.put(status.id(), findings.counts().getOrDefault(status, 0));
        }
        return counts;
    }

    private static Map<String, Object> failure(Findings.Failure failure) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("status", failure.status().id());
        row.put("reason", failure.diagnostic());
        row.put("count", failure.count());
        row.put("first_evaluation", failure.first() + 1);
        return row;
    }

    private static Map<String, Object> budget(Findings findings, Subject.Plan plan) {
        Map<String, Object> budget = new LinkedHashMap<>();
        budget.put("evaluations", findings.steps().size() - findings.recalled());
        budget.put("evaluations_allowed", plan.evaluations());
        budget.put("seconds", findings.elapsed().toMillis() / 1e3);
        plan.time().ifPresent(limit -> budget.put("seconds_allowed", limit.toSeconds()));
        budget.putAll(findings.subject().spent(findings.steps()));
        return budget;
    }

    private static Map<String, Object> ended(EvolutionOutcome.Ending ending) {
        Map<String, Object> ended = new LinkedHashMap<>();
        ended.put("reason", ending.reason().name().toLowerCase(Locale.ROOT));
        ended.put("explanation", ending.explanation());
        return ended;
    }

    /** JSON has no NaN: a number that is none is left out. */
    private static void put(Map<String, Object> target, String name, OptionalDouble value) {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            target.put(name, value.getAsDouble());
        }
    }
}
