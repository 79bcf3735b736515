package dev.tilewright.kernels.evaluate.referee;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * Results that are kept of runs that go on: at any time each run so far is among them with the same probability (algorithm R of Vitter,
 * "Random Sampling with a Reservoir", 1985). So there is no number of runs after which nobody looks any more.
 *
 * @param <P> where a run leaves its result
 * @param <R> a result
 */
final class Reservoir<P, R> {

    private final int size;
    private final RandomGenerator secret;
    private final List<R> kept = new ArrayList<>();
    private final Map<Integer, P> drawn = new LinkedHashMap<>();
    private long seen;

    /**
     * @param size how many results are kept
     */
    Reservoir(int size, RandomGenerator secret) {
        this.size = size;
        this.secret = secret;
    }

    /** Draws which of the runs that come next are to be kept. */
    void draw(List<P> next) {
        for (P place : next) {
            seen++;
            long slot = seen <= size ? seen - 1 : secret.nextLong(seen);
            if (slot < size) {
                drawn.put((int) slot, place);
            }
        }
    }

    /**
     * Copies what runs that were drawn have left. To be called before their places are made ready for others.
     *
     * @param copy copies what is at a place; the next copy of the same number takes the place of the last
     */
    void keep(BiFunction<P, Integer, R> copy) {
        drawn.forEach((slot, place) -> {
            R result = copy.apply(place, slot);
            if (slot < kept.size()) {
                kept.set(slot, result);
            } else {
                kept.add(result);
            }
        });
        drawn.clear();
    }

    /** Returns what was kept. */
    List<R> kept() {
        return kept;
    }
}
