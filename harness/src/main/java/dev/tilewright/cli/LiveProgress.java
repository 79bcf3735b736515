package dev.tilewright.cli;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionListener;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Figures;
import dev.tilewright.report.StandingTimes;
import dev.tilewright.report.Subject;
import dev.tilewright.report.Visible;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a person sees while a search runs: a line for each new best, which stays, and the state of the search. On a terminal the state
 * is one line at the bottom that is written over; elsewhere it is a plain line now and then.
 */
final class LiveProgress implements EvolutionListener {

    private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(10);
    private static final int BAR_CELLS = 16;
    private static final String RESTS = "the model rests";

    private final PrintWriter err;
    private final boolean terminal;
    private final int columns;
    private final InstantSource clock;
    private final Subject subject;
    private final StandingTimes times;
    private final Demand demand;
    private final int evaluations;
    private final Optional<Duration> time;
    private final long startedMillis;

    private int done;
    private int answers;
    private int unused;
    private int doneBefore;
    private long nextPlainMillis;
    private String phase = "starting";
    private Optional<Step> best = Optional.empty();
    private Optional<Step> contender = Optional.empty();
    private String baselineName = " naive";
    private OptionalDouble baselineNanos = OptionalDouble.empty();

    /**
     * @param err where it is written
     * @param terminal whether {@code err} is a terminal
     * @param columns the terminal's width
     * @param clock tells the time
     * @param subject reads the times of candidates
     * @param demand turns times into rates
     * @param evaluations how many evaluations are allowed
     * @param time how long the search may take
     */
    LiveProgress(
            PrintWriter err,
            boolean terminal,
            int columns,
            InstantSource clock,
            Subject subject,
            Demand demand,
            int evaluations,
            Optional<Duration> time) {
        this.err = err;
        this.terminal = terminal;
        this.columns = columns;
        this.clock = clock;
        this.subject = subject;
        times = new StandingTimes(subject);
        this.demand = demand;
        this.evaluations = evaluations;
        this.time = time;
        this.startedMillis = clock.millis();
        this.nextPlainMillis = startedMillis + BETWEEN_PLAIN_LINES.toMillis();
    }

    @Override
    public synchronized void onPhase(String name) {
        phase = name;
        refresh();
    }

    @Override
    public synchronized void onStep(EvolutionListener.Progress progress) {
        done = progress.evaluated();
        best = progress.best();
        contender = progress.contender();
        baselineName = progress.baseline()
                .filter(step -> !subject.isNaive(step.candidate()))
                .map(_ -> " the first right")
                .orElse(" naive");
        baselineNanos = progress.baseline().map(this::nanos).orElse(OptionalDouble.empty());
        if (progress.replayed()) {
            doneBefore = done;
            phase = "resuming";
        } else if (progress.newBest()) {
            message(newBest(progress.step()));
        } else if (!progress.step().isDecided()) {
            message("%5d  is undecided: %s"
                    .formatted(
                            progress.step().ordinal() + 1,
                            firstLine(progress.step().evaluation().diagnostics())));
        }
        refresh();
    }

    @Override
    public synchronized void onConfirmation(EvolutionListener.Progress progress) {
        if (!progress.replayed()) {
            progress.step()
                    .confirmation()
                    .filter(confirmation -> confirmation.refutes() || confirmation.isUndecided())
                    .ifPresent(confirmation -> message("%5d  %s: %s"
                            .formatted(
                                    progress.step().ordinal() + 1,
                                    confirmation.refutes() ? "is refuted" : "is not confirmed yet",
                                    firstLine(confirmation.reason()))));
        }
        best.ifPresent(incumbent -> times.compared(incumbent, progress.step()));
        onStep(progress);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** Takes note of what was made of an answer. */
    synchronized void onExchange(Exchange exchange, boolean replayed) {
        answers++;
        Exchange.Taken taken = exchange.taken().orElseThrow();
        unused += taken.verdict() == Exchange.Verdict.REJECTED || taken.verdict() == Exchange.Verdict.FAILED ? 1 : 0;
        if (!replayed && taken.reason().endsWith(RESTS)) {
            message("model %s: %s".formatted(exchange.asked().model(), taken.reason()));
        }
        refresh();
    }

    /** Tells of a candidate whose confirmation the search did not come to. */
    synchronized void tellWhatWaits() {
        contender.ifPresent(step -> message("not confirmed yet, %s: %s; resume the run to confirm it"
                .formatted(time(step), step.candidate().lineage().change())));
    }

    /** Writes a line that stays. */
    synchronized void message(String text) {
        if (terminal) {
            VisiblePrinter.clearLine(err);
        }
        err.println(text);
        err.flush();
    }

    /** Removes the line that is written over. */
    synchronized void end() {
        if (terminal) {
            VisiblePrinter.clearLine(err);
            err.flush();
        }
    }

    /** Writes the state anew: on a terminal at once, elsewhere if the last plain line is old enough. */
    synchronized void refresh() {
        if (terminal) {
            String line = state();
            VisiblePrinter.clearLine(err);
            err.print(line.length() < columns ? line : line.substring(0, columns - 1));
            err.flush();
        } else if (clock.millis() >= nextPlainMillis) {
            nextPlainMillis = clock.millis() + BETWEEN_PLAIN_LINES.toMillis();
            err.println(state());
            err.flush();
        }
    }

    private String newBest(Step step) {
        double nanos = nanos(step).orElseThrow();
        String rate = demand.rate(nanos);
        return "%5d  %9s%s  %7s  %s"
                .formatted(
                        step.ordinal() + 1,
                        Figures.time(nanos),
                        rate.isEmpty() ? "" : "  %14s".formatted(rate),
                        baselineNanos.isPresent() ? Figures.factor(baselineNanos.getAsDouble() / nanos) : "",
                        Visible.line(step.candidate().lineage().change()));
    }

    private String state() {
        StringBuilder line = new StringBuilder();
        if (terminal) {
            int filled = (int) Math.round(BAR_CELLS * fraction());
            line.append("━".repeat(filled))
                    .append("┄".repeat(BAR_CELLS - filled))
                    .append(' ');
        }
        line.append("%d/%d".formatted(done, evaluations));
        if (best.isPresent()) {
            double nanos = nanos(best.get()).orElseThrow();
            line.append("  best ").append(Figures.time(nanos));
            String rate = demand.rate(nanos);
            if (!rate.isEmpty()) {
                line.append(", ").append(rate);
            }
            if (baselineNanos.isPresent()) {
                line.append(", ")
                        .append(Figures.factor(baselineNanos.getAsDouble() / nanos))
                        .append(baselineName);
            }
            contender.ifPresent(step -> line.append(", ").append(time(step)).append(" to be confirmed"));
        }
        double seconds = (clock.millis() - startedMillis) / 1e3;
        if (done > doneBefore && seconds > 0) {
            line.append("  ")
                    .append(Figures.number((done - doneBefore) / seconds))
                    .append("/s");
            line.append("  ").append(Figures.span(left(seconds))).append(" left");
        }
        if (answers > 0) {
            line.append("  %d answers, %d unused".formatted(answers, unused));
        }
        return line.append("  ").append(phase).toString();
    }

    /** What share of the budget is spent, by the budget that ends first. */
    private double fraction() {
        double byCount = (double) done / evaluations;
        double byTime = time.map(limit -> (double) (clock.millis() - startedMillis) / limit.toMillis())
                .orElse(0.0);
        return Math.clamp(Math.max(byCount, byTime), 0, 1);
    }

    private Duration left(double seconds) {
        double perEvaluation = seconds / (done - doneBefore);
        Duration byCount = Duration.ofMillis((long) (1e3 * perEvaluation * Math.max(0, evaluations - done)));
        return time.map(limit -> limit.minusMillis((long) (seconds * 1e3)))
                .map(byTime -> byTime.isNegative() ? Duration.ZERO : byTime)
                .filter(byTime -> byTime.compareTo(byCount) < 0)
                .orElse(byCount);
    }

    private String time(Step step) {
        return Figures.time(nanos(step).orElseThrow());
    }

    private OptionalDouble nanos(Step step) {
        return times.of(step)
                .map(estimate -> OptionalDouble.of(estimate.medianNanos()))
                .orElse(OptionalDouble.empty());
    }
}
