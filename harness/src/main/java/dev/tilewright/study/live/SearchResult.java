package dev.tilewright.study.live;

import dev.tilewright.study.Band;
import java.util.List;
import java.util.Optional;

/**
 * What came of one search on one task.
 *
 * @param search the name of the search
 * @param traces what came of it, a block each
 * @param curve the time of the best after each number of evaluations, in ms, the geometric mean over the blocks
 * @param efforts how many evaluations it took, for each share of the best
 * @param nanos the time of its best at the end, the geometric mean over the blocks, in ns
 * @param time that time as a ratio to that of the search that it is compared with; empty where one of them found nothing that is right
 * @param ownMicros how long it took beside its evaluations, for each of them, the median over the blocks, in µs
 */
public record SearchResult(
        String search,
        List<SearchTrace> traces,
        Band curve,
        List<Effort> efforts,
        double nanos,
        Optional<PairedRatio> time,
        double ownMicros) {

    public SearchResult {
        traces = List.copyOf(traces);
        efforts = List.copyOf(efforts);
    }
}
