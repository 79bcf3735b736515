package dev.tilewright.check;

import dev.tilewright.check.BoundedProcess.Ended;
import dev.tilewright.check.Finding.State;
import dev.tilewright.check.MachineFacts.NoDevice;
import dev.tilewright.check.Part.Unheld;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Checks a device: runs every part within its limit, and writes after each, and while it runs, what is known so far.
 *
 * <p>What an earlier check of the same device by the same build has settled is not done again; another build begins anew.
 */
public final class Check {

    static final String FACTS = "facts";

    /** Time that is kept for packing and for the summary. */
    private static final Duration LAST = Duration.ofSeconds(25);

    /** A part that has less than this is not begun. */
    private static final Duration LEAST = Duration.ofSeconds(5);

    private static final long REFRESH_NANOS = 5_000_000_000L;

    /**
     * What is asked for.
     *
     * @param home the bundle
     * @param device {@code cuda:0}
     * @param output the folder in which the folder of the hardware is made
     * @param rehearsal whether small sizes will do
     * @param time how long it may take, if not as long as usual
     * @param build what tells one build of Tilewright from another
     * @param columns how wide the terminal is, 0 if that is not known
     */
    public record Request(
            Path home,
            String device,
            Path output,
            boolean rehearsal,
            Optional<Duration> time,
            String build,
            int columns) {}

    /** What came of it. */
    public enum Result {
        /** Every part holds, or is about what this machine does not have. */
        HELD,
        /** Something does not hold, or no time was left for it. */
        NOT_HELD,
        /** There is no device to check. */
        NO_DEVICE
    }

    private final Request request;
    private final Scale scale;
    private final Duration total;
    private final PrintWriter out;
    private final PrintWriter err;
    private final long begun = System.nanoTime();

    private Check(Request request, Scale scale, PrintWriter out, PrintWriter err) {
        this.request = request;
        this.scale = scale;
        this.out = out;
        this.err = err;
        total = request.time().orElse(scale.total());
    }

    /**
     * Checks a device.
     *
     * @param out takes the summary
     * @param err takes progress
     * @throws IOException if the results cannot be written
     * @throws InterruptedException if it was interrupted; what was found by then is written
     */
    public static Result run(Request request, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        return run(request, request.rehearsal() ? Scale.rehearsal() : Scale.full(), out, err);
    }

    static Result run(Request request, Scale scale, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        return new Check(request, scale, out, err).run();
    }

    private Result run() throws IOException, InterruptedException {
        Path work = request.home().resolve("work");
        Workspace unnamed = Workspace.named(request.home(), work, FACTS, work);
        Files.createDirectories(unnamed.logs());
        try {
            return run(MachineFacts.gather(request.device(), unnamed), work);
        } catch (NoDevice absent) {
            err.println("gpu-check: " + absent.getMessage());
            Files.createDirectories(request.output());
            Parcel.pack(request.output().resolve("no-device.zip"), unnamed.work(), List.of(unnamed.logs()));
            return Result.NO_DEVICE;
        }
    }

    private Result run(MachineFacts facts, Path work) throws IOException, InterruptedException {
        String ordinal = request.device().replaceFirst("[a-z]+:", "-").replace("-0", "");
        String folder = facts.key() + ordinal + (request.rehearsal() ? "-rehearsal" : "");
        Workspace workspace = Workspace.named(request.home(), work, folder, request.output());
        boolean gpu = request.device().startsWith("cuda");
        List<Part> parts = new Parts(request.device(), scale, workspace)
                .of(facts.openClGpu().filter(beside -> gpu));
        Findings findings = Findings.begin(request, workspace, facts, parts, err);
        findings.add(new Finding(FACTS, State.HELD, seconds(), facts.line()));
        if (gpu && facts.openClGpu().isEmpty()) {
            findings.add(new Finding("opencl", State.ABSENT, 0, facts.withoutOpenCl()));
        }
        findings.write();
        try {
            for (Part part : parts) {
                perform(part, workspace, findings);
            }
            findings.finish();
        } catch (InterruptedException interrupted) {
            findings.write();
            throw interrupted;
        } finally {
            findings.summary().lines(request.columns()).forEach(out::println);
            out.flush();
        }
        // A rehearsal is there to see every part at work.
        boolean held = request.rehearsal() ? findings.allHeld() : findings.allFine();
        return held ? Result.HELD : Result.NOT_HELD;
    }

    private void perform(Part part, Workspace workspace, Findings findings) throws IOException, InterruptedException {
        if (findings.isAnswered(part.name())) {
            err.println("has      " + part.name());
            return;
        }
        Duration left = total.minus(LAST).minus(Duration.ofNanos(System.nanoTime() - begun));
        if (left.compareTo(LEAST) < 0) {
            say(findings, new Finding(part.name(), State.NOT_RUN, 0, "no time was left"));
            return;
        }
        err.println("begins %s, %d s at most"
                .formatted(part.name(), limit(part, left).toSeconds()));
        part.prepare(findings.state(part.name()));
        findings.add(new Finding(part.name(), State.NOT_RUN, 0, "it was interrupted"));
        findings.refresh();
        long start = System.nanoTime();
        Ended ended = BoundedProcess.run(
                part.command(),
                part.folder(),
                limit(part, left),
                workspace.output(part.name()),
                workspace.errors(part.name()),
                new Refresh(findings));
        say(findings, read(part, ended, start));
        findings.write();
    }

    private static Duration limit(Part part, Duration left) {
        return part.limit().compareTo(left) < 0 ? part.limit() : left;
    }

    private void say(Findings findings, Finding finding) throws IOException {
        findings.add(finding);
        err.println(finding.summary());
    }

    private static Finding read(Part part, Ended ended, long start) {
        State state = State.HELD;
        String line;
        try {
            line = part.reading().read(ended);
        } catch (Unheld unheld) {
            state = unheld.state();
            line = unheld.line();
        } catch (IOException | RuntimeException unreadable) {
            state = ended.killed() ? State.TIMEOUT : State.BROKEN;
            line = "%s; its output cannot be read (%s)"
                    .formatted(Readings.shortened(ended.lastWords()), unreadable.getMessage());
        }
        return new Finding(part.name(), state, (System.nanoTime() - start) / 1e9, line);
    }

    private double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Writes what a part has written so far, every few seconds. */
    private static final class Refresh implements Runnable {

        private final Findings findings;
        private long last = System.nanoTime();

        Refresh(Findings findings) {
            this.findings = findings;
        }

        @Override
        public void run() {
            if (System.nanoTime() - last < REFRESH_NANOS) {
                return;
            }
            last = System.nanoTime();
            findings.refresh();
        }
    }
}
