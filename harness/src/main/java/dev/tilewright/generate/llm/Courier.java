package dev.tilewright.generate.llm;

import dev.tilewright.generate.model.Delivery;
import dev.tilewright.generate.model.Ensemble;
import dev.tilewright.generate.model.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Sends requests while the search goes on, each on a thread of its own, and holds what came back until it is asked for. */
public final class Courier implements AutoCloseable {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Ensemble ensemble;
    private final BiConsumer<Integer, Delivery> keeper;
    private final Map<Integer, Thread> underWay = new HashMap<>();
    private final Map<Integer, Delivery> arrived = new HashMap<>();
    private boolean closed;

    /**
     * Makes a courier.
     *
     * @param ensemble the models
     * @param keeper is told of each delivery, by its ordinal, on the thread of the request, before {@link #arrived} tells of it
     */
    public Courier(Ensemble ensemble, BiConsumer<Integer, Delivery> keeper) {
        this.ensemble = ensemble;
        this.keeper = keeper;
    }

    /** Sends a request. Returns at once. */
    public synchronized void send(int ordinal, String model, Request request) {
        Thread thread = Thread.ofVirtual().name("request-" + ordinal).unstarted(() -> carry(ordinal, model, request));
        underWay.put(ordinal, thread);
        thread.start();
    }

    private void carry(int ordinal, String model, Request request) {
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
                keeper.accept(ordinal, delivery);
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
        underWay.values().forEach(Thread::interrupt);
    }
}
