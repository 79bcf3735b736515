package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernels.evaluate.TimeLimits;
import dev.tilewright.kernels.evaluate.TimeSpent;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says what is done for a candidate, to whoever watches over the referee and to the watch over a runner. */
final class Progress {

    private final Consumer<Phase> board;
    private final TimeLimits limits;
    private final OptionalDouble incumbentNanos;
    private final Duration sampling;
    private @Nullable Rig rig;
    private Phase phase = Phase.OPENING;
    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private long since = System.nanoTime();

    /**
     * Begins.
     *
     * @param board is told each phase
     * @param limits how long a runner may be silent
     * @param incumbentNanos the median device time of the best so far, in ns
     * @param sampling how long sampling goes on by design
     */
    Progress(Consumer<Phase> board, TimeLimits limits, OptionalDouble incumbentNanos, Duration sampling) {
        this.board = board;
        this.limits = limits;
        this.incumbentNanos = incumbentNanos;
        this.sampling = sampling;
    }

    /** From here on it is this rig at which something is done. */
    void watch(Rig next) {
        rig = next;
    }

    /** Says that a phase begins. */
    void begin(Phase next) {
        count();
        phase = next;
        board.accept(next);
        if (rig != null) {
            rig.begin(next, limits.of(next, incumbentNanos, sampling));
        }
    }

    /** Returns what the time since the beginning was spent on. */
    TimeSpent spent() {
        count();
        return new TimeSpent(
                nanos(Phase.OPENING, Phase.PEAKS),
                nanos(Phase.BUILDING, Phase.BUILDING_INCUMBENT),
                nanos(Phase.LAUNCHING),
                nanos(Phase.REFERENCE, Phase.VERIFYING),
                nanos(Phase.TIMING, Phase.COMPARING, Phase.RUNNING_INCUMBENT));
    }

    private void count() {
        long now = System.nanoTime();
        nanos.merge(phase, now - since, Long::sum);
        since = now;
    }

    private long nanos(Phase... phases) {
        return Arrays.stream(phases)
                .mapToLong(each -> nanos.getOrDefault(each, 0L))
                .sum();
    }

    /** Returns what began last. */
    Phase phase() {
        return phase;
    }
}
