package dev.tilewright.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends what is going on in good order when the process is asked to end, by Ctrl-C for example: asks it to stop, and lets it finish before
 * the process ends. In force until it is closed.
 */
final class Interruption implements AutoCloseable {

    private final Runnable stop;
    private final Duration patience;
    private final Consumer<Boolean> then;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean asked;

    /**
     * @param stop asks what is going on to stop; must return soon
     * @param patience how long the process waits for that
     * @param then is told, before the process ends, whether it finished in time
     */
    Interruption(Runnable stop, Duration patience, Consumer<Boolean> then) {
        this.stop = stop;
        this.patience = patience;
        this.then = then;
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "interrupt"));
    }

    /** Tells whether the process was asked to end. */
    boolean asked() {
        return asked;
    }

    /** Tells that all is done, whether it went well or not. */
    @Override
    public void close() {
        finished.countDown();
    }

    private void interrupt() {
        if (finished.getCount() == 0) {
            return;
        }
        asked = true;
        stop.run();
        boolean done = false;
        try {
            done = finished.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        then.accept(done);
    }
}
