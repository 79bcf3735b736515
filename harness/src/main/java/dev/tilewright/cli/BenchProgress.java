package dev.tilewright.cli;

import dev.tilewright.bench.Bench;
import dev.tilewright.bench.Subject;
import dev.tilewright.report.Figures;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What a person sees while a suite is measured: one line that is written over on a terminal, a plain line now and then elsewhere. */
final class BenchProgress implements Bench.Listener {

    private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(10);
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintWriter err;
    private final Optional<Integer> columns;
    private final InstantSource clock;
    private long startedMillis;
    private long nextPlainMillis;

    /**
     * @param err where it is written
     * @param columns the terminal's width; empty where {@code err} is none
     */
    BenchProgress(PrintWriter err, Optional<Integer> columns, InstantSource clock) {
        this.err = err;
        this.columns = columns;
        this.clock = clock;
        startedMillis = clock.millis();
        nextPlainMillis = startedMillis + BETWEEN_PLAIN_LINES.toMillis();
    }

    @Override
    public void onCase(Subject subject, Bench.Progress progress) {
        if (progress.done() == 0) {
            startedMillis = clock.millis();
        }
        long millis = clock.millis() - startedMillis;
        int done = progress.done();
        // What comes after the next look depends on what it sees, so this is how long it is until then.
        String left = done == 0
                ? ""
                : ", %s left".formatted(Figures.span(Duration.ofMillis(millis * (progress.all() - done) / done)));
        String line = "%sround %d of %d%s  %s"
                .formatted(
                        progress.again() ? "again, " : "",
                        progress.round(),
                        progress.rounds(),
                        left,
                        subject.benchCase().name());
        if (columns.isPresent()) {
            err.print(CLEAR_LINE + (line.length() < columns.get() ? line : line.substring(0, columns.get() - 1)));
        } else if (clock.millis() >= nextPlainMillis) {
            nextPlainMillis = clock.millis() + BETWEEN_PLAIN_LINES.toMillis();
            err.println(line);
        }
        err.flush();
    }

    /** Removes the line that is written over. */
    void end() {
        if (columns.isPresent()) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
