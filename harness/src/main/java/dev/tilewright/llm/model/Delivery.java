package dev.tilewright.llm.model;

import java.util.Optional;

/**
 * What became of a request, after all its tries.
 *
 * @param reply the answer; empty if there is none
 * @param failure why there is none, for people; empty if there is one
 * @param broke whether there is none because the budget is spent
 * @param spent what all tries cost together
 * @param nanos how long it took, waits included
 */
public record Delivery(Optional<Reply> reply, String failure, boolean broke, Budget.Spent spent, long nanos) {

    /** Returns what becomes of a request that is not waited for any more. */
    public static Delivery abandoned(String why) {
        return new Delivery(Optional.empty(), why, false, Budget.Spent.NOTHING, 0);
    }
}
