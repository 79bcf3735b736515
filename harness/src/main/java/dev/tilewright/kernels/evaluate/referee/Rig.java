package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.runner.RemoteKernel;
import dev.tilewright.device.runner.RemoteSession;
import dev.tilewright.device.runner.Runner;
import dev.tilewright.device.runner.RunnerDeath;
import dev.tilewright.device.runner.Stock;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernels.evaluate.measure.CacheFlush;
import dev.tilewright.kernels.screen.SourceScreen;
import dev.tilewright.task.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A runner with the device open, and memory for a task's arguments on it: where candidates are run. */
final class Rig implements AutoCloseable {

    private static final int QUESTIONS = 40;

    /** So often a device is opened again whose runner somebody has killed. One that ends by itself is tried twice in all. */
    private static final int MOST_REPEATS = 4;

    private final Runner runner;
    private final DeviceDescription device;
    private final RemoteSession session;
    private final TaskDefinition task;
    private final Map<Problem, ProblemMemory> memories = new LinkedHashMap<>();
    private final Map<String, Stock> stocks = new LinkedHashMap<>();
    private final InputPool pool;
    private final long emptyNanos;
    private @Nullable CacheFlush flush;
    private Optional<Scrubber> scrubber = Optional.empty();
    private volatile boolean toldOfOthers;
    private int candidates;

    private Rig(Runner runner, Message.Open order, InputPool pool) {
        this.runner = runner;
        this.pool = pool;
        task = order.task();
        runner.begin(Phase.OPENING.doing(), order.limits().open());
        device = runner.describe(order.device());
        session = runner.open(order.device());
        memory(order.problem());
        pool.numbers().forEach((name, numbers) -> stocks.put(name, new Stock(runner, numbers)));
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < QUESTIONS; i++) {
            fastest = Math.min(fastest, session.emptyNanos());
        }
        emptyNanos = fastest;
        runner.limitMemory(order.memoryBytes());
    }

    /**
     * Starts a runner and opens the device in it; once more where the first ends by itself, since drivers crash now and then, and a few
     * times where somebody kills it.
     *
     * @param order what is asked of the referee
     * @param pool what inputs of the timed problem are taken from
     * @throws DeviceException if it cannot be opened
     */
    static Rig open(Message.Open order, InputPool pool) throws InterruptedException {
        for (int again = 0; ; again++) {
            try {
                return openOnce(order, pool);
            } catch (IOException neverStarted) {
                requireHope(again < MOST_REPEATS, neverStarted);
            } catch (RunnerDeath death) {
                boolean killed = death.cause() == RunnerDeath.Cause.KILLED;
                boolean once = death.cause() == RunnerDeath.Cause.ENDED && again == 0;
                requireHope(once || killed && again < MOST_REPEATS, death);
            }
        }
    }

    private static void requireHope(boolean hope, Exception failed) {
        if (!hope) {
            throw new DeviceException(String.valueOf(failed.getMessage()), failed);
        }
    }

    private static Rig openOnce(Message.Open order, InputPool pool) throws IOException, InterruptedException {
        Runner runner = Runner.start(order.room());
        try {
            return new Rig(runner, order, pool);
        } catch (RuntimeException failed) {
            runner.close();
            throw failed;
        }
    }

    DeviceDescription device() {
        return device;
    }

    RemoteSession session() {
        return session;
    }

    /** Returns the shortest time that a question and its answer take, in ns: as much of a time by the referee's clock is nobody's. */
    long emptyNanos() {
        return emptyNanos;
    }

    /** Returns the memory of {@code problem}, allocated when it is first asked for. */
    ProblemMemory memory(Problem problem) {
        return memories.computeIfAbsent(problem, asked -> new ProblemMemory(session, device.facts(), task, asked));
    }

    /** Frees the memory of problems other than {@code kept}. */
    void forget(Problem kept) {
        memories.entrySet().removeIf(entry -> {
            boolean other = !entry.getKey().equals(kept);
            if (other) {
                entry.getValue().close();
            }
            return other;
        });
    }

    /** Returns what a place in the pool holds, as this rig's runner takes it from there. */
    Contents at(InputPool.Place place) {
        return at(place, () -> pool.shown(place));
    }

    /** The same for a place whose contents are known. */
    Contents at(InputPool.Place place, Supplier<Inputs> inputs) {
        Map<String, Contents.Stretch> stretches = new LinkedHashMap<>();
        place.blends()
                .forEach((name, blend) -> stretches.put(
                        name, new Contents.Stretch(Objects.requireNonNull(stocks.get(name), name), blend)));
        return Contents.taken(inputs, stretches, pool.shape());
    }

    /** Returns what empties the caches of a device that is not this machine's processor. */
    CacheFlush flush() {
        CacheFlush made = flush == null ? CacheFlush.onDevice(session, device.facts()) : flush;
        flush = made;
        return made;
    }

    /** Writes over local memory, where the device's kernels have some. */
    void scrub() {
        if (scrubber.isEmpty()) {
            scrubber = Scrubber.of(session, device.language(), device.facts());
        }
        scrubber.ifPresent(Scrubber::scrub);
    }

    /** Begins to compile a kernel, where that disturbs nobody. Called by any thread. */
    void compileAhead(Kernel kernel) {
        if (session.compilesBesideRuns()) {
            toldOfOthers = true;
            session.compileAhead(SourceScreen.asScreened(kernel));
        }
    }

    /** Builds a kernel, as it was screened. */
    RemoteKernel build(Kernel kernel) throws BuildException {
        return session.build(SourceScreen.asScreened(kernel));
    }

    /**
     * Tells whether another candidate than the one since {@link #alone} may have done harm: one that ran before, or that a compiler was at
     * work on. Then nobody can say what a runner died of.
     */
    boolean hadOthers() {
        return toldOfOthers || candidates > 1;
    }

    /** Begins with a candidate, and forgets that it was told of others. */
    void alone() {
        toldOfOthers = false;
        candidates++;
    }

    /** Says what follows, and how long each run, copy or build of it may take. */
    void begin(Phase phase, Duration limit) {
        runner.begin(phase.doing(), limit);
    }

    /** Keeps all that runs there from running. */
    void pause() {
        runner.pause();
    }

    void resume() {
        runner.resume();
    }

    /** Kills the runner. */
    @Override
    public void close() {
        runner.close();
    }
}
