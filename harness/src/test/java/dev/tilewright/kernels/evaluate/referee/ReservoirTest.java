package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ReservoirTest {

    private static final int RUNS = 30;

    /** Runs in batches of two, of which each leaves its number where it ran. */
    private static List<Integer> kept(int size, RandomGenerator random) {
        int[] places = new int[2];
        Reservoir<Integer, Integer> reservoir = new Reservoir<>(size, random);
        for (int run = 0; run < RUNS; run += 2) {
            reservoir.draw(List.of(0, 1));
            places[0] = run;
            places[1] = run + 1;
            reservoir.keep((place, slot) -> places[place]);
        }
        return reservoir.kept();
    }

    @Test
    void everyRunIsKeptWithTheSameProbability() {
        SplittableRandom random = new SplittableRandom(3);
        int[] times = new int[RUNS];
        for (int i = 0; i < 10_000; i++) {
            List<Integer> kept = kept(3, random);
            assertThat(kept).hasSize(3).doesNotHaveDuplicates();
            kept.forEach(run -> times[run]++);
        }
        for (int count : times) {
            // 1000 ± 5 standard deviations
            assertThat(count).isBetween(850, 1150);
        }
    }

    @Test
    void withoutRoomNothingIsKept() {
        assertThat(kept(0, new SplittableRandom(3))).isEmpty();
    }
}
