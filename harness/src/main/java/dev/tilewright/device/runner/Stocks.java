package dev.tilewright.device.runner;

import dev.tilewright.device.Blender;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.Session;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What buffers are filled from, in a runner: kept on the device where it has memory of its own, else in the memory that is shared. */
final class Stocks {

    private final Session session;
    private final DeviceDescription device;
    private final Map<Integer, Stocked> stocks = new HashMap<>();
    private @Nullable Blender blender;

    Stocks(Session session, DeviceDescription device) {
        this.session = session;
        this.device = device;
    }

    /** Contents of which two stretches are blended. */
    private interface Stocked {

        void into(DeviceBuffer target, long first, long second, int seed);
    }

    /**
     * Takes contents.
     *
     * @param shared the contents, in the memory that is shared
     * @return whether they were copied, and are needed no longer
     */
    boolean add(int number, MemorySegment shared) {
        Optional<DeviceBuffer> held = blender().flatMap(there -> there.hold(shared));
        stocks.put(
                number,
                held.<Stocked>map(stock -> (target, first, second, seed) ->
                                blender().orElseThrow().blend(stock, target, first, second, seed))
                        .orElse((target, first, second, seed) -> {
                            long bytes = target.buffer().bytes();
                            target.blend(shared.asSlice(first, bytes), shared.asSlice(second, bytes), seed);
                        }));
        return held.isPresent();
    }

    private Optional<Blender> blender() {
        if (blender == null && !device.facts().cpu()) {
            blender = Blender.of(session, device.language(), device.facts()).orElse(null);
        }
        return Optional.ofNullable(blender);
    }

    /**
     * Fills a buffer with elements of two stretches of a stock, and waits.
     *
     * @param first where the one begins, in bytes
     * @param second where the other begins, in bytes
     */
    void blend(int number, DeviceBuffer target, long first, long second, int seed) {
        Stocked stock = stocks.get(number);
        if (stock == null) {
            throw new IllegalArgumentException("no stock has this number");
        }
        stock.into(target, first, second, seed);
    }
}
