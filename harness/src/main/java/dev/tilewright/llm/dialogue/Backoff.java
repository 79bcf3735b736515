package dev.tilewright.llm.dialogue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which models rest: one that failed, or whose answers could not be used, several times in a row is left alone for a number of turns,
 * which doubles each time. Turns and not minutes, so that a run can be repeated.
 */
final class Backoff {

    private static final int FAILURES = 3;

    /** More than failures: an answer that cannot be used is repaired once, and the next may be better by chance. */
    private static final int UNUSABLE = 6;

    private static final int FIRST = 20;
    private static final int LONGEST = 640;

    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Integer> unusable = new HashMap<>();
    private final Map<String, Integer> until = new HashMap<>();
    private final Map<String, Integer> length = new HashMap<>();

    /** The models that rest because no answer came from them. */
    private final Set<String> silent = new HashSet<>();

    boolean isResting(String model, int turn) {
        return turn < until.getOrDefault(model, 0);
    }

    /** Takes note of an answer that could be used. */
    void answered(String model) {
        failures.remove(model);
        unusable.remove(model);
        length.remove(model);
    }

    /** Takes note of an answer that could not be used. Tells whether the model rests from now on. */
    boolean unusable(String model, int turn) {
        failures.remove(model);
        return counts(unusable, UNUSABLE, model, turn);
    }

    /** Takes note of a failure. Tells whether the model rests from now on. */
    boolean failed(String model, int turn) {
        boolean rests = counts(failures, FAILURES, model, turn);
        if (rests) {
            silent.add(model);
        }
        return rests;
    }

    private boolean counts(Map<String, Integer> times, int most, String model, int turn) {
        if (times.merge(model, 1, Integer::sum) < most) {
            return false;
        }
        times.remove(model);
        int turns = Math.min(LONGEST, length.merge(model, FIRST, (before, first) -> 2 * before));
        until.put(model, turn + turns);
        return true;
    }

    /** Tells whether a model rests that may answer after some time. One that answers, and cannot be used, does not change with time. */
    boolean timeHelps() {
        return !silent.isEmpty();
    }

    void wake() {
        until.clear();
        silent.clear();
    }
}
