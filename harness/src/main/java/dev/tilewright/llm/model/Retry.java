package dev.tilewright.llm.model;

import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import java.time.Duration;

/**
 * How a request that failed is sent again: after a wait that doubles each time, less a random part of up to half of it, so that
 * requests that failed together do not come back together.
 *
 * @param attempts how often a request is sent at most
 * @param pause the longest wait before the second attempt
 * @param longest no wait is longer, unless the server asks for it
 */
public record Retry(int attempts, Duration pause, Duration longest) {

    /** Four attempts, with waits of about 1, 2 and 4 s between them. */
    public static final Retry USUAL = new Retry(4, Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** A server may ask for a longer wait than would be taken without its asking, but not for any. */
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

    private static final double GROWTH = 2;

    /** Failsafe spreads a wait evenly to both sides: by a third around three quarters, so from half of the full wait to all of it. */
    private static final double JITTER = 1.0 / 3;

    private static final double MIDDLE = 0.75;

    /** Failsafe takes a negative wait as none in particular. */
    private static final Duration AS_CONFIGURED = Duration.ofNanos(-1);

    public Retry {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
    }

    /** Returns the policy by which requests are sent again: where the failure is transitory, and after the wait that a server asks for. */
    RetryPolicy<Reply> policy() {
        RetryPolicyBuilder<Reply> policy = RetryPolicy.<Reply>builder()
                .handleIf(thrown ->
                        thrown instanceof ModelFailure failure && failure.kind().transitory())
                .withMaxAttempts(attempts)
                .withJitter(JITTER)
                .withDelayFn(context -> asked(context.getLastException()));
        Duration middle = scaled(pause, MIDDLE);
        Duration most = scaled(longest, MIDDLE);
        if (middle.compareTo(most) >= 0) {
            policy.withDelay(most);
        } else if (middle.isPositive()) {
            policy.withBackoff(middle, most, GROWTH);
        }
        return policy.build();
    }

    /** Returns the wait that a server asks for, so that no random part makes it shorter; negative where that is not to be heeded. */
    private Duration asked(Throwable thrown) {
        return thrown instanceof ModelFailure failure
                ? failure.retryAfter()
                        .filter(wait -> wait.compareTo(pause) > 0 && wait.compareTo(LONGEST_ASKED) <= 0)
                        .map(wait -> scaled(wait, 1 / (1 - JITTER)))
                        .orElse(AS_CONFIGURED)
                : AS_CONFIGURED;
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() * factor));
    }
}
