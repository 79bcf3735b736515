package dev.tilewright.study.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.rng.simple.RandomSource;

/**
 * What shapes a study on live tasks. It is run in blocks: in each, every search has its turn on every task, in an order of its own, so that
 * what happens to the machine in the course of the study happens to all.
 *
 * @param version the version of Tilewright
 * @param hardware the key of the hardware, which names the processor
 * @param device the device's id, {@code opencl:0}
 * @param tasks what is searched for
 * @param searches the names of the searches
 * @param evaluations how many candidates a search may evaluate
 * @param time how long a search may take; empty for as long as it needs
 * @param seed where all randomness comes from
 */
public record LiveSetup(
        String version,
        String hardware,
        String device,
        List<LiveTask> tasks,
        List<String> searches,
        int evaluations,
        Optional<Duration> time,
        long seed) {

    /**
     * One search of the study.
     *
     * @param task what is searched for
     * @param search the name of the search
     * @param block the number of the block, from 0
     */
    public record Cell(LiveTask task, String search, int block) {}

    public LiveSetup {
        tasks = List.copyOf(tasks);
        searches = List.copyOf(searches);
    }

    /** Returns the searches of a block in the order in which they are run. */
    public List<Cell> cells(int block) {
        List<Cell> cells = new ArrayList<>();
        for (LiveTask task : tasks) {
            searches.forEach(search -> cells.add(new Cell(task, search, block)));
        }
        Collections.shuffle(cells, new Random(seed(block)));
        return cells;
    }

    /** Returns the seed of all searches of a block: they begin with the same candidates. */
    public long seed(int block) {
        return RandomSource.XO_SHI_RO_256_PP
                .create(seed * 0x9E3779B97F4A7C15L + block)
                .nextInt(Integer.MAX_VALUE);
    }

    /** Returns the search that the others are compared with: the full one, or else the first. */
    public String reference() {
        return searches.contains(Contestants.FULL) ? Contestants.FULL : searches.getFirst();
    }
}
