package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.runner.RemoteBuffer;
import dev.tilewright.device.runner.RemoteRun;
import dev.tilewright.kernel.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One set of buffers with a program bound to it: a run happens here.
 *
 * <p>Before each run every output and every scratch buffer is filled with a word that the referee has drawn: often a NaN, often a number like any other, and
 * never one that a kernel could foresee. So a kernel cannot tell by what it finds whether its result will be looked at, and finds nothing of what it left.
 */
final class Place implements AutoCloseable {

    private final ArgumentSet set;
    private final List<RemoteBuffer> scratch;
    private final RemoteRun run;
    private @Nullable Contents contents;
    private int word;

    Place(ArgumentSet set, List<RemoteBuffer> scratch, RemoteRun run) {
        this.set = set;
        this.scratch = scratch;
        this.run = run;
    }

    /** Begins to make it ready for a run on {@code given}. */
    void prepare(Contents given, int fill) {
        set.prepare(given, fill);
        scratch.forEach(buffer -> buffer.fill(fill));
        contents = given;
        word = fill;
    }

    RemoteRun run() {
        return run;
    }

    ArgumentSet set() {
        return set;
    }

    /** Returns what the last run was given. */
    Contents contents() {
        Contents given = contents;
        if (given == null) {
            throw new IllegalStateException("nothing was run here");
        }
        return given;
    }

    /** Returns what outputs and scratch held before the last run. */
    int word() {
        return word;
    }

    List<RemoteBuffer> outputs() {
        return set.outputs();
    }

    boolean guardsIntact() {
        return set.arguments().values().stream().allMatch(RemoteBuffer::guardsIntact)
                && scratch.stream().allMatch(RemoteBuffer::guardsIntact);
    }

    /** Returns a buffer just outside of which something was written; null if there is none. */
    @Nullable
    Buffer trespassed() {
        for (RemoteBuffer buffer : set.arguments().values()) {
            if (!buffer.guardsIntact()) {
                return buffer.buffer();
            }
        }
        for (RemoteBuffer buffer : scratch) {
            if (!buffer.guardsIntact()) {
                return buffer.buffer();
            }
        }
        return null;
    }

    @Override
    public void close() {
        run.close();
        scratch.forEach(RemoteBuffer::close);
    }
}
