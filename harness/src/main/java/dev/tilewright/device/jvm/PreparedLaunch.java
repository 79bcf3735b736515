package dev.tilewright.device.jvm;

import dev.tilewright.kernel.Launch;
import java.util.List;

/**
 * A launch with its arguments bound.
 *
 * @param launch what was asked for
 * @param buffers its buffers, in the order in which it names them
 * @param range runs its groups
 * @param groups how many there are
 */
record PreparedLaunch(Launch launch, List<JvmBuffer> buffers, GroupRange range, int groups) {

    /** Tells whether all its buffers are open. */
    boolean usable() {
        return buffers.stream().noneMatch(JvmBuffer::closed);
    }
}
