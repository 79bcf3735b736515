package dev.tilewright.device.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run the groups of one launch at a time: one per hardware thread, the caller among them.
 *
 * <p>Groups are taken in contiguous chunks from a counter, so a thread that is held up takes fewer. The caller starts at once and
 * waits for chunks, not for threads: a launch too small to be worth waking anyone for is over before they are awake.
 */
final class GroupPool implements AutoCloseable {

    private static final int CHUNKS_PER_THREAD = 8;

    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Work work;
    private volatile boolean closed;

    /** Starts {@code parallelism} - 1 daemon threads. */
    GroupPool(int parallelism) {
        for (int i = 1; i < parallelism; i++) {
            Thread thread = new Thread(null, this::serve, "tilewright-groups-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /**
     * Runs all {@code groups}, and waits.
     *
     * @return what the first kernel to fail has thrown, after which no further chunk is started; null if all ended well
     */
    @Nullable
    Throwable run(GroupRange range, int groups) {
        int chunk = Math.max(1, Math.ceilDiv(groups, CHUNKS_PER_THREAD * (threads.size() + 1)));
        Work current = new Work(range, groups, chunk, Thread.currentThread());
        if (current.chunks > 1) {
            work = current;
            threads.forEach(LockSupport::unpark);
        }
        current.help();
        while (current.finished.get() < current.chunks) {
            LockSupport.park(current);
        }
        work = null;
        return current.failure.get();
    }

    private void serve() {
        while (!closed) {
            if (!helped()) {
                LockSupport.park(this);
            }
        }
    }

    /** A method of its own: a parked thread's frame would keep the last kernel's classes from being unloaded. */
    private boolean helped() {
        Work current = work;
        if (current == null || current.exhausted()) {
            return false;
        }
        current.help();
        return true;
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
    }

    private static final class Work {
        private final GroupRange range;
        private final int groups;
        private final int chunk;
        private final int chunks;
        private final Thread caller;
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Work(GroupRange range, int groups, int chunk, Thread caller) {
            this.range = range;
            this.groups = groups;
            this.chunk = chunk;
            this.chunks = Math.ceilDiv(groups, chunk);
            this.caller = caller;
        }

        boolean exhausted() {
            return taken.get() >= chunks;
        }

        /** A kernel's errors are the candidate's, whatever they are: running out of stack or memory, too, ends the launch only. */
        @SuppressWarnings("CatchingUnchecked")
        void help() {
            while (true) {
                int mine = taken.getAndIncrement();
                if (mine >= chunks) {
                    return;
                }
                try {
                    if (failure.get() == null) {
                        int from = mine * chunk;
                        range.run(from, (int) Math.min((long) from + chunk, groups));
                    }
                } catch (Throwable thrown) {
                    failure.compareAndSet(null, thrown);
                } finally {
                    if (finished.incrementAndGet() == chunks) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }
    }
}
