package dev.tilewright.device.runner;

import dev.tilewright.device.runner.RunnerDeath.Cause;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Looks at a runner now and then while somebody waits for it, and kills it when it takes too long, or too much memory. */
final class Watch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final long NEVER = Long.MAX_VALUE;

    /** Who is kept from work by others has so many times as long. */
    private static final int PATIENCE = 3;

    private final RunnerProcess process;
    private final Thread thread;
    private volatile String doing = "starting";
    private volatile long limitNanos = NEVER;
    private volatile long since = NEVER;
    private volatile @Nullable ProcessorShare shareBefore;
    private volatile long memoryLimit = NEVER;
    private volatile boolean closed;
    private @Nullable Verdict verdict;

    private record Verdict(Cause cause, String message) {}

    Watch(RunnerProcess process) {
        this.process = process;
        thread = Thread.ofPlatform().daemon().name("runner-watch").start(this::look);
    }

    void begin(String next, Duration limit) {
        doing = next;
        limitNanos = limit.toNanos();
    }

    String doing() {
        return doing;
    }

    void limitMemory(long bytes) {
        OptionalLong now = process.memoryBytes();
        memoryLimit = now.isPresent() ? now.getAsLong() + bytes : NEVER;
    }

    /** Begins to count. */
    void on() {
        shareBefore = null;
        since = System.nanoTime();
    }

    /** Stops to count: nobody waits. */
    void off() {
        since = NEVER;
    }

    /** Returns why the runner was killed; null if it was not. */
    synchronized @Nullable RunnerDeath verdict() {
        Verdict killed = verdict;
        return killed == null ? null : new RunnerDeath(killed.cause(), killed.message());
    }

    private void look() {
        while (!closed) {
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException ended) {
                return;
            }
            long began = since;
            if (began == NEVER) {
                continue;
            }
            long elapsed = System.nanoTime() - began;
            ProcessorShare before = shareBefore;
            if (before == null) {
                before = process.share();
                shareBefore = before;
            }
            boolean late = elapsed > limitNanos;
            boolean starved = late && process.share().since(before).starves(limitNanos);
            if (late && !(starved && elapsed / PATIENCE < limitNanos)) {
                long silence = elapsed - elapsed % limitNanos;
                end(
                        starved ? Cause.STARVED : Cause.HUNG,
                        "killed after %.1f s of silence while %s%s"
                                .formatted(silence / 1e9, doing, starved ? ", while others had the processors" : ""));
                return;
            }
            long memory = memoryLimit == NEVER ? 0 : process.memoryBytes().orElse(0);
            if (memory > memoryLimit) {
                end(
                        Cause.MEMORY,
                        "killed while %s, for the memory it took: %d MiB, where %d are allowed"
                                .formatted(doing, memory >> 20, memoryLimit >> 20));
                return;
            }
        }
    }

    private synchronized void end(Cause cause, String message) {
        if (!closed) {
            verdict = new Verdict(cause, message);
            process.kill();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
