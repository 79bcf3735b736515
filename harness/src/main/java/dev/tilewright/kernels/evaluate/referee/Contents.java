package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.runner.RemoteBuffer;
import dev.tilewright.device.runner.Stock;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Inputs, and the way in which they come into a device's buffers. */
final class Contents {

    private final Supplier<Inputs> inputs;
    private final Map<String, Stretch> stretches;
    private final InputShape shape;

    private Contents(Supplier<Inputs> inputs, Map<String, Stretch> stretches, InputShape shape) {
        this.inputs = inputs;
        this.stretches = stretches;
        this.shape = shape;
    }

    /** How the contents of an argument are made of a stock. */
    record Stretch(Stock stock, InputPool.Blend blend) {}

    /** Returns inputs that are copied from the referee's memory. */
    static Contents copied(Inputs inputs, InputShape shape) {
        return new Contents(() -> inputs, Map.of(), shape);
    }

    /**
     * Returns inputs that a runner makes of a stock that it has.
     *
     * @param inputs makes them here, where somebody looks
     */
    static Contents taken(Supplier<Inputs> inputs, Map<String, Stretch> stretches, InputShape shape) {
        return new Contents(inputs, stretches, shape);
    }

    /** Returns the shape that they were drawn in. */
    InputShape shape() {
        return shape;
    }

    /** Returns what they are, whatever has become of them on a device; only until somebody asks other contents. */
    Inputs inputs() {
        return inputs.get();
    }

    /** Returns what kind of run they are for, as messages write it. */
    String where() {
        return stretches.isEmpty() ? shape.where() : "in a timed run";
    }

    /** Begins to copy the contents of an argument into its buffer. */
    void into(RemoteBuffer argument) {
        @Nullable Stretch stretch = stretches.get(argument.buffer().name());
        if (stretch == null) {
            argument.write(inputs().of(argument.buffer().name()));
        } else {
            InputPool.Blend blend = stretch.blend();
            argument.refill(stretch.stock(), blend.first(), blend.second(), blend.seed());
        }
    }
}
