package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernels.evaluate.TimeLimits;
import java.time.Duration;
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
        phase = next;
        board.accept(next);
        if (rig != null) {
            rig.begin(next, limits.of(next, incumbentNanos, sampling));
        }
    }

    /** Returns what began last. */
    Phase phase() {
        return phase;
    }
}
