package dev.tilewright.study;

import dev.tilewright.space.Point;
import dev.tilewright.tuning.Known;
import dev.tilewright.tuning.Outcome;
import dev.tilewright.tuning.Strategy;
import dev.tilewright.tuning.StrategyFactory;
import dev.tilewright.tuning.StrategySetting;
import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.rng.simple.RandomSource;

/**
 * One strategy on one recorded space, repeated.
 *
 * @param name the name of the space, as people see it
 * @param space the space
 * @param axis what scores are measured against
 * @param strategy the strategy
 * @param known what it may know from elsewhere
 */
record Contest(String name, RecordedSpace space, TimeAxis axis, StrategyFactory strategy, List<Known> known) {

    /**
     * What came of one repeat.
     *
     * @param trace what was evaluated
     * @param strategyNanos how long the strategy itself took for all of it, in nanoseconds of this machine
     */
    record Repeat(Trace trace, long strategyNanos) {}

    /** Runs a repeat until the budget of the space is spent. What comes of it follows from the seed and the number of the repeat alone. */
    Repeat run(long seed, int repeat) {
        Strategy begun = strategy.begin(
                new StrategySetting(space.space(), RandomSource.XO_SHI_RO_256_PP.create(seedOf(seed, repeat)), known));
        List<Recorded> evaluations = new ArrayList<>();
        double spent = 0;
        long own = 0;
        while (spent < axis.budget()) {
            long asked = System.nanoTime();
            Optional<Point> point = begun.ask();
            own += System.nanoTime() - asked;
            if (point.isEmpty()) {
                break;
            }
            Recorded row = space.row(point.get());
            Outcome outcome = row.outcome();
            evaluations.add(row);
            spent += row.costs().seconds();
            long told = System.nanoTime();
            begun.tell(point.get(), outcome);
            own += System.nanoTime() - told;
        }
        return new Repeat(new Trace(evaluations), own);
    }

    /** Neither the other strategies of a study nor its other spaces change what a repeat does, nor the path of the file. */
    private long seedOf(long seed, int repeat) {
        CRC32 sum = new CRC32();
        sum.update("%s/%s/%s/%d"
                .formatted(
                        strategy.name(),
                        space.kernel(),
                        space.device(),
                        space.rows().size())
                .getBytes(StandardCharsets.UTF_8));
        return seed * 0x9E3779B97F4A7C15L + (sum.getValue() << 20) + repeat;
    }
}
