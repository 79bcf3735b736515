package dev.tilewright.llm.dialogue;

import java.util.HashMap;
import java.util.Map;

/**
 * Which models rest: one that failed several times in a row is left alone for a number of turns, which doubles each time. Turns and not
 * minutes, so that a run can be repeated.
 */
final class Backoff {

    private static final int FAILURES = 3;
    private static final int FIRST = 20;
    private static final int LONGEST = 640;

    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Integer> until = new HashMap<>();
    private final Map<String, Integer> length = new HashMap<>();

    boolean isResting(String model, int turn) {
        return turn < until.getOrDefault(model, 0);
    }

    void answered(String model) {
        failures.remove(model);
        length.remove(model);
    }

    /** Takes note of a failure. Tells whether the model rests from now on. */
    boolean failed(String model, int turn) {
        if (failures.merge(model, 1, Integer::sum) < FAILURES) {
            return false;
        }
        failures.remove(model);
        int turns = Math.min(LONGEST, length.merge(model, FIRST, (before, first) -> 2 * before));
        until.put(model, turn + turns);
        return true;
    }

    void wake() {
        until.clear();
    }
}
