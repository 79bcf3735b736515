package dev.tilewright.llm.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Sends requests while the search goes on, and holds what came back until it is asked for. */
public final class ModelPool implements AutoCloseable {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Ensemble ensemble;
    private final ExecutorService threads;
    private final Map<Integer, Future<?>> underWay = new HashMap<>();
    private final Map<Integer, Delivery> arrived = new HashMap<>();
    private boolean closed;

    /**
     * Makes a pool that sends each request on a thread of its own.
     *
     * @param ensemble the models
     */
    public ModelPool(Ensemble ensemble) {
        this(
                ensemble,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("request-", 0).factory()));
    }

    /**
     * Makes a pool.
     *
     * @param ensemble the models
     * @param threads what requests are sent on; ended with the pool
     */
    public ModelPool(Ensemble ensemble, ExecutorService threads) {
        this.ensemble = ensemble;
        this.threads = threads;
    }

    /**
     * Sends a request. Returns at once, if the threads let it.
     *
     * @param keeper is told of the delivery, on the thread of the request, before {@link #arrived} tells of it
     */
    public synchronized void send(int ordinal, String model, Request request, Consumer<Delivery> keeper) {
        Future<?> carried = threads.submit(() -> carry(ordinal, model, request, keeper));
        if (!arrived.containsKey(ordinal)) {
            underWay.put(ordinal, carried);
        }
    }

    private void carry(int ordinal, String model, Request request, Consumer<Delivery> keeper) {
        Delivery delivery;
        try {
            delivery = ensemble.send(model, request);
        } catch (RuntimeException e) {
            delivery = Delivery.abandoned("the request failed: " + e);
        }
        synchronized (this) {
            underWay.remove(ordinal);
            if (closed) {
                return;
            }
            try {
                keeper.accept(delivery);
            } finally {
                // Whoever waits must not do so for ever; what cannot be kept now is kept, or fails, when it is taken.
                arrived.put(ordinal, delivery);
                notifyAll();
            }
        }
    }

    /** Returns what became of a request, once that is known. */
    public synchronized Optional<Delivery> arrived(int ordinal) {
        return Optional.ofNullable(arrived.get(ordinal));
    }

    /** Forgets what became of a request. */
    public synchronized void forget(int ordinal) {
        arrived.remove(ordinal);
    }

    /** Waits until something has arrived, or the time is over. */
    public synchronized void await(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        long left = longest.toMillis();
        while (arrived.isEmpty() && !underWay.isEmpty() && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / NANOS_PER_MILLI;
        }
    }

    /** Ends the requests that are under way. What they would have brought is not kept. */
    @Override
    public synchronized void close() {
        closed = true;
        underWay.values().forEach(request -> request.cancel(true));
        threads.shutdown();
    }
}
