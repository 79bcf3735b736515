package dev.tilewright.llm.model;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The models of a run: sends requests, tries again what failed, and keeps the budget. May be used by several threads. */
public final class Ensemble {

    /** A server may ask for a longer wait than would be taken without its asking, but not for any. */
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

    private final Map<String, Client> clients = new TreeMap<>();
    private final Retry retry;
    private final Budget budget;

    /**
     * Makes an ensemble.
     *
     * @param models what there is
     * @param keys the keys of the models
     * @param budget what may be spent
     */
    public Ensemble(Models models, Keys keys, Budget budget) {
        models.specs().forEach(spec -> clients.put(spec.name(), new Client(spec, keys)));
        this.retry = models.retry();
        this.budget = budget;
    }

    /** Returns the budget. */
    public Budget budget() {
        return budget;
    }

    /** Asks a model, and waits for what becomes of it. An interrupt ends the waiting. */
    public Delivery send(String model, Request request) {
        Client client = Objects.requireNonNull(clients.get(model), model);
        ModelSpec spec = client.spec();
        long begun = System.nanoTime();
        long input = request.estimatedTokens();
        Budget.Spent spent = Budget.Spent.NOTHING;
        int failed = 0;
        while (true) {
            long most = input + spec.maxOutputTokens();
            double mostMoney = spec.price().of(input, spec.maxOutputTokens());
            Optional<Budget.Reservation> reservation = budget.reserve(most, mostMoney);
            if (reservation.isEmpty()) {
                String which = budget.exceeded(1, most, mostMoney).orElse("another request was faster");
                return new Delivery(
                        Optional.empty(), "the budget is spent: " + which, true, spent, System.nanoTime() - begun);
            }
            try {
                Reply reply = client.ask(request);
                double money = spec.price().of(reply.inputTokens(), reply.outputTokens());
                spent = settle(reservation.get(), spent, reply.inputTokens() + reply.outputTokens(), money);
                return new Delivery(Optional.of(reply), "", false, spent, System.nanoTime() - begun);
            } catch (ModelFailure failure) {
                boolean charged = failure.kind().charged();
                spent = settle(
                        reservation.get(),
                        spent,
                        charged ? input : 0,
                        charged ? spec.price().of(input, 0) : 0);
                boolean conceded = failure.kind() == ModelFailure.Kind.REFUSED
                        && client.concede(request, String.valueOf(failure.getMessage()));
                failed += conceded ? 0 : 1;
                boolean again = conceded || (failure.kind().transitory() && failed < retry.attempts());
                if (!again || (!conceded && !pause(failed, failure.retryAfter()))) {
                    return new Delivery(
                            Optional.empty(),
                            failed > 1
                                    ? "%s (%d tries)".formatted(failure.getMessage(), failed)
                                    : String.valueOf(failure.getMessage()),
                            false,
                            spent,
                            System.nanoTime() - begun);
                }
            }
        }
    }

    private Budget.Spent settle(Budget.Reservation reservation, Budget.Spent before, long tokens, double money) {
        budget.settle(reservation, tokens, money);
        return before.plus(new Budget.Spent(1, tokens, money));
    }

    /** Waits before the next try. Tells whether there is to be one. */
    private boolean pause(int failed, Optional<Duration> asked) {
        Duration wait = retry.before(failed, ThreadLocalRandom.current().nextDouble());
        Duration longer = asked.filter(time -> time.compareTo(LONGEST_ASKED) <= 0)
                .filter(time -> time.compareTo(wait) > 0)
                .orElse(wait);
        try {
            Thread.sleep(longer);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
