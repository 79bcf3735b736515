package dev.tilewright.evolve.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a search waits for does not grow with the memory. {@code -Dtilewright.evaluations=5000000} says how many evaluations it has; the
 * figures of docs/memory.md are of that many.
 */
@Tag("long")
class MemoryAtScaleTest {

    private static final int EVALUATIONS = Integer.getInteger("tilewright.evaluations", 200_000);
    private static final int LOOK_UPS = 2000;

    private static Duration timed(String what, Supplier<?> work) {
        long begun = System.nanoTime();
        Object result = work.get();
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf("MEMORY AT SCALE %-44s %10.3f ms%n", what, taken.toNanos() / 1e6);
        assertThat(result).isNotNull();
        return taken;
    }

    /** The median of many: what else the machine does meanwhile is not what is measured. */
    private static Duration median(String what, Runnable work) {
        long[] nanos = new long[LOOK_UPS];
        for (int i = 0; i < LOOK_UPS; i++) {
            long begun = System.nanoTime();
            work.run();
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "MEMORY AT SCALE %-44s %10.3f ms, 99 of 100 within %.3f ms%n",
                what, nanos[LOOK_UPS / 2] / 1e6, nanos[LOOK_UPS * 99 / 100] / 1e6);
        return Duration.ofNanos(nanos[LOOK_UPS / 2]);
    }

    @Test
    void lookingUpOpeningShowingAndBeginningTakeNoLongerThanTheyMay(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("memory.db");
        long begun = System.nanoTime();
        LargeMemory.make(file, EVALUATIONS);
        System.out.printf(
                "MEMORY AT SCALE %d evaluations, %d MiB, made in %.0f s%n",
                EVALUATIONS, Files.size(file) >> 20, (System.nanoTime() - begun) / 1e9);
        Store[] opened = new Store[1];
        Duration opening = timed("opening", () -> opened[0] = Store.open(file.toString()));
        try (Store store = opened[0]) {
            Memory memory = store.memory(Words.CODEC);
            Random random = new Random(2);
            Duration known = median("look-up of a known candidate", () -> {
                int number = random.nextInt(EVALUATIONS);
                assertThat(memory.recall(
                                Words.WORKLOAD,
                                Words.CPU,
                                LargeMemory.candidate(number).hash()))
                        .contains(LargeMemory.step(number).evaluation());
            });
            Duration unknown = median("look-up of an unknown candidate", () -> {
                assertThat(memory.recall(Words.WORKLOAD, Words.CPU, "unknown " + random.nextInt()))
                        .isEmpty();
            });
            Duration showing = timed("what `show latest` reads", () -> {
                Run latest = memory.newest(500).getFirst();
                return memory.steps(latest.id()).size()
                        + memory.counts(latest.id()).size();
            });
            Duration best = timed("the best, for a warm start", () -> {
                Memory.Best found = memory.best(Words.WORKLOAD, Words.CPU).orElseThrow();
                assertThat(found.own()).isTrue();
                return found;
            });
            memory.begin(Words.run("new", Words.CPU));
            int[] next = new int[1];
            median("commit", () -> {
                int i = next[0]++;
                memory.commit("new", Words.step(i, Words.candidate(EVALUATIONS + i), Words.ok(i)));
            });
            assertThat(opening).isLessThan(Duration.ofSeconds(1));
            assertThat(known).isLessThan(Duration.ofMillis(1));
            assertThat(unknown).isLessThan(Duration.ofMillis(1));
            assertThat(showing).isLessThan(Duration.ofSeconds(2));
            assertThat(best).isLessThan(Duration.ofSeconds(2));
        }
    }
}
