package dev.tilewright.llm.model;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The models of a run: sends requests, tries again what failed, and keeps the budget. May be used by several threads. */
public final class Ensemble {

    private final Map<String, Client> clients = new TreeMap<>();
    private final RetryPolicy<Reply> retry;
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
        this.retry = models.retry().policy();
        this.budget = budget;
    }

    /** Returns the budget. */
    public Budget budget() {
        return budget;
    }

    /** Asks a model, and waits for what becomes of it. An interrupt ends the waiting. */
    public Delivery send(String model, Request request) {
        long begun = System.nanoTime();
        Attempts attempts = new Attempts(Objects.requireNonNull(clients.get(model), model), request);
        try {
            Reply reply = Failsafe.with(retry).get(attempts::next);
            return new Delivery(Optional.of(reply), "", false, attempts.spent, System.nanoTime() - begun);
        } catch (BudgetSpentException e) {
            return new Delivery(
                    Optional.empty(), String.valueOf(e.getMessage()), true, attempts.spent, System.nanoTime() - begun);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return new Delivery(Optional.empty(), attempts.failure(), false, attempts.spent, System.nanoTime() - begun);
        }
    }

    /** There is not enough left of the budget for a request. */
    private static final class BudgetSpentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BudgetSpentException(String which) {
            super("the budget is spent: " + which);
        }
    }

    /** The attempts at one request, each out of the budget. */
    private final class Attempts {
        private final Client client;
        private final Request request;
        private Budget.Spent spent = Budget.Spent.NOTHING;
        private String reason = "";
        private int failed;

        Attempts(Client client, Request request) {
            this.client = client;
            this.request = request;
        }

        /** Sends the request; at once again, and without it, where the server refuses what can be left out. */
        Reply next() throws ModelFailure {
            ModelSpec spec = client.spec();
            while (true) {
                Budget.Reservation reservation = reserve(spec);
                try {
                    Reply reply = client.ask(request);
                    settle(
                            reservation,
                            reply.inputTokens() + reply.outputTokens(),
                            spec.price().of(reply.inputTokens(), reply.outputTokens()));
                    return reply;
                } catch (ModelFailure failure) {
                    long charged = failure.kind().charged() ? request.estimatedTokens() : 0;
                    settle(reservation, charged, spec.price().of(charged, 0));
                    reason = String.valueOf(failure.getMessage());
                    if (failure.kind() != ModelFailure.Kind.REFUSED || !client.concede(request, reason)) {
                        failed++;
                        throw failure;
                    }
                }
            }
        }

        private Budget.Reservation reserve(ModelSpec spec) {
            long input = request.estimatedTokens();
            long most = input + spec.maxOutputTokens();
            double mostMoney = spec.price().of(input, spec.maxOutputTokens());
            return budget.reserve(most, mostMoney)
                    .orElseThrow(() -> new BudgetSpentException(
                            budget.exceeded(1, most, mostMoney).orElse("another request was faster")));
        }

        private void settle(Budget.Reservation reservation, long tokens, double money) {
            budget.settle(reservation, tokens, money);
            spent = spent.plus(new Budget.Spent(1, tokens, money));
        }

        String failure() {
            return failed > 1 ? "%s (%d tries)".formatted(reason, failed) : reason;
        }
    }
}
