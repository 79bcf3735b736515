package dev.tilewright.llm.dialogue;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.llm.model.Budget;
import dev.tilewright.llm.model.Delivery;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.llm.model.Reply;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.record.Conversations;
import dev.tilewright.llm.record.Exchange;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The requests of a run, from memory or from the models.
 *
 * <p>When an answer arrives depends on the clock, and what a search does next must not. So the turn in which an answer was taken is part
 * of the record, as the answer is: a run that is repeated takes the same answers in the same turns, with no model at hand.
 */
final class Exchanges implements AutoCloseable {

    private final String run;
    private final Conversations conversations;
    private final Optional<ModelPool> pool;
    private final Map<Integer, Exchange> recorded = new HashMap<>();
    private final SortedMap<Integer, Pending> pending = new TreeMap<>();
    private final int lastTaken;
    private final int lastTurn;
    private final int lastAsked;
    private int next;

    /**
     * A request whose answer was not taken yet.
     *
     * @param ordinal its place among the requests of the run
     * @param asked what was asked, as it is kept
     * @param request the same, as it is sent
     * @param parents what was to be changed
     */
    record Pending(int ordinal, Exchange.Asked asked, Request request, List<Candidate> parents) {}

    /**
     * An answer.
     *
     * @param pending what it answers
     * @param came what came back
     * @param replayed whether it was taken before, by the run that is repeated
     */
    record Arrival(Pending pending, Exchange.Came came, boolean replayed) {}

    /**
     * Opens the exchanges of a run.
     *
     * @param pool reaches the models; empty to repeat a run without any
     */
    Exchanges(String run, Conversations conversations, Optional<ModelPool> pool) {
        this.run = run;
        this.conversations = conversations;
        this.pool = pool;
        conversations.exchanges(run).forEach(exchange -> recorded.put(exchange.ordinal(), exchange));
        lastTaken = recorded.values().stream()
                .flatMap(exchange -> exchange.taken().stream())
                .mapToInt(Exchange.Taken::turn)
                .max()
                .orElse(-1);
        lastTurn = recorded.values().stream()
                .mapToInt(exchange -> exchange.asked().turn())
                .reduce(lastTaken, Math::max);
        lastAsked = recorded.keySet().stream().reduce(-1, Math::max);
    }

    /** Tells whether all that was asked, and all that was made of the answers, is repeated once this turn is over. */
    boolean repeated(int turn) {
        return turn >= lastTurn && next > lastAsked && pending.values().stream().noneMatch(this::wasTaken);
    }

    private boolean wasTaken(Pending request) {
        Exchange before = recorded.get(request.ordinal());
        return before != null && before.taken().isPresent();
    }

    /** Tells whether there are no models, and answers come from the record alone. */
    boolean offline() {
        return pool.isEmpty();
    }

    /** Runs on the thread of a request: what was paid for is kept at once, whatever becomes of the search. */
    private void keep(int ordinal, Exchange.Asked asked, Delivery delivery) {
        conversations.keep(run, new Exchange(ordinal, asked, came(delivery), Optional.empty()));
    }

    /** Returns the messages of a request as they are kept. */
    static List<Exchange.Line> lines(Request request) {
        return request.messages().stream()
                .map(message -> new Exchange.Line(message.role().name().toLowerCase(Locale.ROOT), message.text()))
                .toList();
    }

    private static Exchange.Came came(Delivery delivery) {
        Budget.Spent spent = delivery.spent();
        return new Exchange.Came(
                delivery.reply().map(Reply::text).orElse(""),
                delivery.reply().map(Reply::truncated).orElse(false),
                delivery.failure(),
                delivery.broke(),
                spent.requests(),
                spent.tokens(),
                spent.money(),
                delivery.nanos());
    }

    /**
     * Sends a request, or finds it in the record.
     *
     * @throws IllegalStateException if the record has another request in its place
     */
    void send(Exchange.Asked asked, Request request, List<Candidate> parents) {
        int ordinal = next++;
        Optional<Exchange> before = Optional.ofNullable(recorded.get(ordinal));
        if (before.isPresent() && !before.get().asked().equals(asked)) {
            throw new IllegalStateException(
                    "run %s cannot be resumed: this version of Tilewright asks otherwise in request %d. What was evaluated is kept; start a new run to build on it"
                            .formatted(run, ordinal));
        }
        pending.put(ordinal, new Pending(ordinal, asked, request, parents));
        if (before.isEmpty()) {
            pool.ifPresent(
                    models -> models.send(ordinal, asked.model(), request, delivery -> keep(ordinal, asked, delivery)));
        }
    }

    /** Returns how many requests wait for their answers. */
    int underWay() {
        return pending.size();
    }

    /** Tells whether a request of some purpose waits for its answer. */
    boolean underWay(Exchange.Purpose purpose) {
        return pending.values().stream().anyMatch(request -> request.asked().purpose() == purpose);
    }

    /**
     * Takes one answer, if there is one to take in this turn.
     *
     * @param turn the turn of the search
     * @param replaying whether the search still repeats what is recorded
     */
    Optional<Arrival> take(int turn, boolean replaying) {
        for (Pending request : pending.values()) {
            Exchange before = recorded.get(request.ordinal());
            if (before != null
                    && before.taken().filter(taken -> taken.turn() == turn).isPresent()) {
                pending.remove(request.ordinal());
                return Optional.of(new Arrival(request, before.came(), true));
            }
        }
        if (replaying || turn <= lastTaken) {
            return Optional.empty();
        }
        for (Pending request : pending.values()) {
            Optional<Exchange.Came> came = Optional.ofNullable(recorded.get(request.ordinal()))
                    .map(Exchange::came)
                    .or(() -> pool.flatMap(models -> models.arrived(request.ordinal()))
                            .map(Exchanges::came));
            if (came.isPresent()) {
                pending.remove(request.ordinal());
                pool.ifPresent(models -> models.forget(request.ordinal()));
                return Optional.of(new Arrival(request, came.get(), false));
            }
        }
        return Optional.empty();
    }

    /**
     * Records what the search did with an answer.
     *
     * @return the whole exchange
     * @throws IllegalStateException if the record says otherwise
     */
    Exchange settle(Arrival arrival, Exchange.Taken taken) {
        Pending request = arrival.pending();
        Exchange exchange = new Exchange(request.ordinal(), request.asked(), arrival.came(), Optional.of(taken));
        if (!arrival.replayed()) {
            conversations.keep(run, exchange);
        } else if (!exchange.equals(recorded.get(request.ordinal()))) {
            throw new IllegalStateException(
                    "run %s cannot be resumed: this version of Tilewright makes something else of answer %d. What was evaluated is kept; start a new run to build on it"
                            .formatted(run, request.ordinal()));
        }
        return exchange;
    }

    /** Waits until an answer has arrived, or the time is over. Returns at once where none can. */
    void await(Duration longest) throws InterruptedException {
        if (pool.isPresent()) {
            pool.get().await(longest);
        }
    }

    @Override
    public void close() {
        pool.ifPresent(ModelPool::close);
    }
}
