package dev.tilewright.app;

import dev.tilewright.evolve.loop.Evaluator;

/** An evaluator that counts how long is waited for it. */
final class Stopwatch implements Evaluator {

    private final Evaluator evaluator;
    private final long begun = System.nanoTime();
    private long waited;

    /** Starts the watch. */
    Stopwatch(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** Returns how long it has been running, in ns. */
    long nanos() {
        return System.nanoTime() - begun;
    }

    /** Returns how long of that nobody waited for the evaluator, in ns. */
    long ownNanos() {
        return nanos() - waited;
    }

    @Override
    public int capacity() {
        return evaluator.capacity();
    }

    @Override
    public void submit(Job job) {
        evaluator.submit(job);
    }

    @Override
    public Result take() throws InterruptedException {
        long asked = System.nanoTime();
        try {
            return evaluator.take();
        } finally {
            waited += System.nanoTime() - asked;
        }
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
