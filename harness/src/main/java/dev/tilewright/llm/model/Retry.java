package dev.tilewright.llm.model;

import java.time.Duration;

/**
 * How a request that failed is tried again: after a wait that doubles each time, less a random part of up to half of it, so that
 * requests that failed together do not come back together.
 *
 * @param attempts how often a request is sent at most
 * @param pause the longest wait before the second try
 * @param longest no wait is longer, unless the server asks for it
 */
public record Retry(int attempts, Duration pause, Duration longest) {

    /** Four tries, after about 1, 2 and 4 s. */
    public static final Retry USUAL = new Retry(4, Duration.ofSeconds(1), Duration.ofSeconds(30));

    public Retry {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
    }

    /**
     * Returns how long to wait.
     *
     * @param failed how many tries have failed, from 1
     * @param random between 0 and 1
     */
    Duration before(int failed, double random) {
        double full = Math.min((double) longest.toMillis(), pause.toMillis() * Math.pow(2, failed - 1));
        return Duration.ofMillis(Math.round(full * (1 - random / 2)));
    }
}
