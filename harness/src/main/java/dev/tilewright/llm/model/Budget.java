package dev.tilewright.llm.model;

import java.util.Optional;

/**
 * What is left of an allowance. A request is sent only if the most that it may cost is left; what it did cost is settled afterwards.
 * May be used by several threads.
 */
public final class Budget {

    private final Allowance allowance;
    private long requests;
    private long tokens;
    private double money;
    private long reservedTokens;
    private double reservedMoney;

    /**
     * Makes a budget of which something is spent already.
     *
     * @param allowance what may be spent
     * @param before what was spent before
     */
    public Budget(Allowance allowance, Spent before) {
        this.allowance = allowance;
        requests = before.requests();
        tokens = before.tokens();
        money = before.money();
    }

    /**
     * What was spent.
     *
     * @param requests HTTP requests
     * @param tokens tokens of prompts and answers
     * @param money in the unit of the prices
     */
    public record Spent(long requests, long tokens, double money) {

        /** Nothing. */
        public static final Spent NOTHING = new Spent(0, 0, 0);

        /** Returns both together. */
        public Spent plus(Spent other) {
            return new Spent(requests + other.requests, tokens + other.tokens, money + other.money);
        }
    }

    /** What one request may cost at most. */
    record Reservation(long tokens, double money) {}

    /** Sets aside what a request may cost; empty if so much is not left. The request itself counts as sent. */
    synchronized Optional<Reservation> reserve(long mostTokens, double mostMoney) {
        if (exceeded(1, mostTokens, mostMoney).isPresent()) {
            return Optional.empty();
        }
        requests++;
        reservedTokens += mostTokens;
        reservedMoney += mostMoney;
        return Optional.of(new Reservation(mostTokens, mostMoney));
    }

    /** Replaces what was set aside for a request by what it cost. */
    synchronized void settle(Reservation reservation, long spentTokens, double spentMoney) {
        reservedTokens -= reservation.tokens();
        reservedMoney -= reservation.money();
        tokens += spentTokens;
        money += spentMoney;
    }

    /** Says in words which limit a request would pass; empty if none. */
    synchronized Optional<String> exceeded(long moreRequests, long moreTokens, double moreMoney) {
        if (allowance.requests().isPresent()
                && requests + moreRequests > allowance.requests().getAsLong()) {
            return Optional.of("%d of %d requests are sent"
                    .formatted(requests, allowance.requests().getAsLong()));
        }
        if (allowance.tokens().isPresent()
                && tokens + reservedTokens + moreTokens > allowance.tokens().getAsLong()) {
            return Optional.of("%d of %d tokens are spent or set aside, and the next request may take %d"
                    .formatted(tokens + reservedTokens, allowance.tokens().getAsLong(), moreTokens));
        }
        if (allowance.money().isPresent()
                && money + reservedMoney + moreMoney > allowance.money().getAsDouble()) {
            return Optional.of("%.4f of %.4f are spent or set aside, and the next request may cost %.4f"
                    .formatted(money + reservedMoney, allowance.money().getAsDouble(), moreMoney));
        }
        return Optional.empty();
    }

    /** Returns what was spent. */
    public synchronized Spent spent() {
        return new Spent(requests, tokens, money);
    }
}
