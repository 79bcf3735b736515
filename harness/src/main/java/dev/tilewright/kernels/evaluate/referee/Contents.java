package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.runner.RemoteBuffer;
import dev.tilewright.device.runner.Stock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs, and the way in which they come into a device's buffers. */
final class Contents {

    private final Inputs inputs;
    private final Map<String, Stretch> stretches;

    private Contents(Inputs inputs, Map<String, Stretch> stretches) {
        this.inputs = inputs;
        this.stretches = stretches;
    }

    /**
     * Where the contents of an argument lie in a stock.
     *
     * @param byteOffset where they begin, in bytes
     */
    record Stretch(Stock stock, long byteOffset) {}

    /** Returns inputs that are copied from the referee's memory. */
    static Contents copied(Inputs inputs) {
        return new Contents(inputs, Map.of());
    }

    /** Returns inputs that a runner takes from a stock that it has. */
    static Contents taken(Inputs inputs, Map<String, Stretch> stretches) {
        return new Contents(inputs, stretches);
    }

    /** Returns what they are, whatever has become of them on a device. */
    Inputs inputs() {
        return inputs;
    }

    /** Begins to copy the contents of an argument into its buffer. */
    void into(RemoteBuffer argument) {
        @Nullable Stretch stretch = stretches.get(argument.buffer().name());
        if (stretch == null) {
            argument.write(inputs.of(argument.buffer().name()));
        } else {
            argument.refill(stretch.stock(), stretch.byteOffset());
        }
    }
}
