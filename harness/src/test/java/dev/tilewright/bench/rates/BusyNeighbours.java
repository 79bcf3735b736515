package dev.tilewright.bench.rates;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Threads that take cores for a while and leave them for a while, as other tenants of a machine do. */
final class BusyNeighbours implements AutoCloseable {

    private static final int LONGEST_MILLIS = 2000;

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    BusyNeighbours(int count, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            SplittableRandom random = seeds.split();
            threads.add(Thread.ofPlatform().daemon().name("neighbour-" + i).start(() -> live(random)));
        }
    }

    private void live(SplittableRandom random) {
        double unused = 1;
        while (!over) {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1, LONGEST_MILLIS));
            while (System.nanoTime() < until && !over) {
                for (int i = 0; i < 10_000; i++) {
                    unused = unused * 1.0000001 + 1e-9;
                }
            }
            try {
                Thread.sleep(random.nextInt(1, LONGEST_MILLIS) + (unused < 0 ? 1 : 0));
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(Thread::interrupt);
    }
}
