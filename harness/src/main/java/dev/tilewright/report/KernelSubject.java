package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.KernelDomain;
import dev.tilewright.kernels.LaunchFile;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.TimeSpent;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.task.Problem;
import dev.tilewright.task.UserKernel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kernels, as a report reads them. */
public final class KernelSubject implements Subject {

    @Override
    public Plan plan(Run run) {
        TuningPlan plan = TuningPlan.of(run);
        return new Plan(plan.seed(), plan.evaluations(), plan.time(), command(run, plan));
    }

    private static String command(Run run, TuningPlan plan) {
        return "scripts/tilewright tune %s --device %s --problem %s"
                        .formatted(plan.task(), run.device(), run.workload().problem())
                + TuneOptions.budget(plan.evaluations(), plan.time())
                + plan.stops().options()
                + TuneOptions.choice(plan.seed(), plan.strategy(), plan.generators(), plan.controller())
                + plan.reward().map(" --reward %s"::formatted).orElse("")
                + plan.without().stream().map(part -> " --without " + part.id()).collect(Collectors.joining())
                + plan.kernel().map(file -> " --kernel " + file).orElse("")
                + plan.space().map(file -> " --space " + file).orElse("")
                + TuneOptions.known(plan.recordings());
    }

    @Override
    public Optional<TimeEstimate> time(Step step) {
        return KernelMeasurement.deviceTime(step);
    }

    @Override
    public Optional<TimeEstimate> incumbentTime(Step challenger) {
        return compared(challenger, KernelComparison::incumbent);
    }

    @Override
    public Optional<TimeEstimate> challengerTime(Step challenger) {
        return compared(challenger, KernelComparison::challenger);
    }

    private static Optional<TimeEstimate> compared(Step challenger, Function<KernelComparison, TimeEstimate> which) {
        return challenger
                .confirmation()
                .flatMap(KernelComparison::of)
                .map(which)
                .filter(time -> time.medianNanos() > 0);
    }

    @Override
    public String estimator() {
        return "median";
    }

    /** A pause before a resume counts. */
    @Override
    public List<Duration> moments(Run run, List<Step> steps) {
        return steps.stream()
                .map(step -> Duration.between(run.started(), step.committed()))
                .map(elapsed -> elapsed.isNegative() ? Duration.ZERO : elapsed)
                .toList();
    }

    @Override
    public SequencedMap<String, Double> spent(List<Step> steps) {
        SequencedMap<String, Double> spent = new LinkedHashMap<>();
        spent.put("build_seconds", seconds(steps, KernelMeasurement::buildNanos));
        spent.put("run_seconds", seconds(steps, KernelMeasurement::runNanos));
        return spent;
    }

    @Override
    public SequencedMap<String, Duration> uses(List<Step> steps) {
        List<Evaluation> evaluated = steps.stream()
                .filter(step -> !step.recalled())
                .map(Step::evaluation)
                .toList();
        List<Evaluation> known = evaluated.stream()
                .filter(evaluation -> KernelMeasurement.of(evaluation).spent().isPresent())
                .toList();
        long all = nanos(evaluated, Evaluation::nanos);
        long accounted = nanos(known, Evaluation::nanos);
        SequencedMap<String, Duration> uses = new LinkedHashMap<>();
        uses.put("building", phase(known, TimeSpent::buildingNanos));
        uses.put("first runs", phase(known, TimeSpent::launchingNanos));
        uses.put("verifying", phase(known, spent -> spent.preparingNanos() + spent.verifyingNanos()));
        uses.put("timing", phase(known, TimeSpent::timingNanos));
        uses.put("waiting", Duration.ofNanos(accounted).minus(phase(known, TimeSpent::totalNanos)));
        uses.put("evaluating", Duration.ofNanos(all - accounted));
        uses.put("confirming", confirming(steps.stream()));
        return uses;
    }

    @Override
    public Duration afterwards(List<Step> steps) {
        return confirming(steps.stream()
                .filter(step -> step.settlement()
                        .filter(settlement -> settlement.after() == steps.size() - 1)
                        .isPresent()));
    }

    private static Duration confirming(Stream<Step> steps) {
        return Duration.ofNanos(steps.flatMap(step -> step.confirmation().stream())
                .flatMap(confirmation -> KernelComparison.of(confirmation).stream())
                .flatMap(comparison -> comparison.spent().stream())
                .mapToLong(TimeSpent::totalNanos)
                .sum());
    }

    private static Duration phase(List<Evaluation> known, ToLongFunction<TimeSpent> part) {
        return Duration.ofNanos(nanos(
                known,
                evaluation -> KernelMeasurement.of(evaluation)
                        .spent()
                        .map(part::applyAsLong)
                        .orElse(0L)));
    }

    private static long nanos(List<Evaluation> evaluations, ToLongFunction<Evaluation> part) {
        return evaluations.stream().mapToLong(part).sum();
    }

    private static double seconds(List<Step> steps, ToLongFunction<KernelMeasurement> part) {
        return steps.stream()
                        .filter(step -> !step.recalled())
                        .mapToLong(step -> part.applyAsLong(KernelMeasurement.of(step.evaluation())))
                        .sum()
                / 1e9;
    }

    @Override
    public boolean isNaive(Candidate candidate) {
        return KernelDomain.isNaive(candidate);
    }

    @Override
    public String description(Candidate candidate) {
        return isNaive(candidate)
                ? "the naive kernel"
                : KernelGenome.of(candidate).description();
    }

    @Override
    public String noun() {
        return "kernel";
    }

    @Override
    public List<String> lines(Candidate candidate) {
        return KernelGenome.of(candidate)
                .program()
                .kernel()
                .source()
                .stripTrailing()
                .lines()
                .toList();
    }

    @Override
    public Optional<String> source(Candidate candidate) {
        return Optional.of(KernelGenome.of(candidate).program().kernel().source());
    }

    @Override
    public Map<String, Object> best(Step step) {
        Map<String, Object> best = new LinkedHashMap<>();
        KernelGenome kernel = KernelGenome.of(step.candidate());
        if (!kernel.schedule().isEmpty()) {
            best.put("schedule", kernel.schedule());
        } else {
            kernel.kernelName().ifPresent(name -> best.put("kernel", UserKernel.fileName(name)));
            best.put("configuration", kernel.configuration().values());
        }
        best.put(
                "verified",
                KernelMeasurement.verified(step).stream().map(Problem::toString).toList());
        OptionalDouble error = KernelMeasurement.of(step.evaluation()).maxRelativeError();
        if (error.isPresent() && Double.isFinite(error.getAsDouble())) {
            best.put("max_relative_error", error.getAsDouble());
        }
        step.confirmation().ifPresent(confirmation -> {
            Map<String, Object> confirmed = new LinkedHashMap<>();
            KernelComparison.of(confirmation).ifPresent(measured -> {
                confirmed.put("incumbent_median_ns", measured.incumbent().medianNanos());
                confirmed.put("challenger_median_ns", measured.challenger().medianNanos());
                confirmed.put("p_value", measured.pValue());
                confirmed.put("jmh", measured.report());
            });
            confirmed.put("reason", confirmation.reason());
            best.put("confirmation", confirmed);
        });
        return best;
    }

    @Override
    public Map<String, Object> page(Step step) {
        KernelGenome genome = KernelGenome.of(step.candidate());
        KernelProgram program = genome.program();
        Map<String, Object> best = new LinkedHashMap<>();
        best.put("language", program.kernel().language().id());
        best.put("lines", lines(step.candidate()));
        best.put("options", String.join(" ", program.kernel().buildOptions()));
        best.put(
                "launches",
                program.launches().stream().map(KernelSubject::launch).toList());
        if (!genome.schedule().isEmpty()) {
            best.put("schedule", genome.schedule());
        } else {
            best.put("configuration", genome.configuration().toString().replace(",", ", "));
        }
        List<Problem> verified = KernelMeasurement.verified(step);
        best.put("verified", verified.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        OptionalDouble error = KernelMeasurement.of(step.evaluation()).maxRelativeError();
        if (error.isPresent()) {
            best.put("error", String.format(Locale.ROOT, "%.1e", error.getAsDouble()));
        }
        return best;
    }

    private static String launch(Launch launch) {
        return "%s over %s work-items in groups of %s"
                .formatted(launch.entry(), product(launch.globalSize()), product(launch.localSize()));
    }

    private static String product(List<Long> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" × "));
    }

    @Override
    public List<String> method() {
        return List.of(
                "Each candidate was built and run in a confined process, and judged by another. Its results were compared with a reference computed in double precision, on fresh inputs, before it was timed and after.",
                "Times are by the device's own clock, for all launches of a candidate together; a time is the median of its samples, with the rank-based 95 % confidence interval of the median. Where a comparison found a kernel faster by more than a quarter than its evaluation had, others had kept the machine busy then, and the time is that of the comparison.",
                "A candidate became the best only when JMH, in a fresh process and interleaved with the best before it, found it faster by the clock of the process that judges. That clock counts what launching takes and caches that are cold, so that a factor may be smaller there than between device times.");
    }

    @Override
    public Optional<String> confirmation(Step best) {
        return best.confirmation()
                .flatMap(KernelComparison::of)
                .filter(measured -> measured.challenger().medianNanos() > 0)
                .map(measured -> {
                    double before = measured.incumbent().medianNanos();
                    double now = measured.challenger().medianNanos();
                    return "confirmed by the referee's clock, which counts launching and cold caches too: %s, %s as fast as the best before it (%s)"
                            .formatted(Figures.time(now), Figures.factor(before / now), Figures.time(before));
                });
    }

    @Override
    public SequencedMap<String, String> files(Run run, Step best, Optional<TimeEstimate> time) {
        LaunchFile launch = new LaunchFile(run.task(), best, run.hardware(), time, RunFolder.VERIFICATION_SEEDS);
        SequencedMap<String, String> files = new LinkedHashMap<>();
        files.put(launch.sourceName(), launch.source());
        files.put(LaunchFile.NAME, launch.json());
        return files;
    }
}
