package dev.tilewright.device;

import dev.tilewright.kernel.Launch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the launches of a kernel were made ready as, for each set of buffers that they last ran on: a program runs on several sets in turn, and
 * to make a launch ready takes longer than to start it. Not for use by several threads at once.
 *
 * @param <P> launches that are ready
 */
public final class PreparedRuns<P> implements AutoCloseable {

    /** More than there are sets of buffers for one problem. */
    private static final int MOST = 128;

    private final SequencedMap<Run, P> ready = new LinkedHashMap<>(16, 0.75f, true);
    private final Predicate<P> usable;
    private final Consumer<P> release;

    /**
     * Begins with nothing.
     *
     * @param usable tells whether all buffers of launches are open
     * @param release frees what launches hold
     */
    public PreparedRuns(Predicate<P> usable, Consumer<P> release) {
        this.usable = usable;
        this.release = release;
    }

    private record Run(List<Launch> launches, Map<String, DeviceBuffer> buffers) {}

    /** Makes launches ready. */
    @FunctionalInterface
    public interface Preparation<P> {

        /**
         * Makes them ready.
         *
         * @throws LaunchException if the device or the kernel cannot take a launch
         */
        P prepare() throws LaunchException;
    }

    /**
     * Returns launches that are ready, those of the last time if there was one.
     *
     * @throws LaunchException if {@code preparation} throws it
     */
    public P get(List<Launch> launches, Map<String, DeviceBuffer> buffers, Preparation<P> preparation)
            throws LaunchException {
        Run run = new Run(launches, buffers);
        P known = ready.get(run);
        if (known != null && usable.test(known)) {
            return known;
        }
        if (known != null) {
            ready.remove(run);
            release.accept(known);
        }
        P fresh = preparation.prepare();
        if (ready.size() >= MOST) {
            release.accept(ready.pollFirstEntry().getValue());
        }
        ready.put(new Run(List.copyOf(launches), Map.copyOf(buffers)), fresh);
        return fresh;
    }

    /** Frees all. */
    @Override
    public void close() {
        ready.values().forEach(release);
        ready.clear();
    }
}
