package dev.tilewright.device.jvm;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Launch;
import java.util.List;
import java.util.Map;

/**
 * A launch with its arguments bound.
 *
 * @param launch what was asked for
 * @param buffers its buffers, in the order in which it names them
 * @param range runs its groups
 * @param groups how many there are
 */
record PreparedLaunch(Launch launch, List<JvmBuffer> buffers, GroupRange range, int groups) {

    /** Returns whether it is {@code wanted} on the same memory. */
    boolean serves(Launch wanted, Map<String, DeviceBuffer> memory) {
        if (!launch.equals(wanted)) {
            return false;
        }
        int next = 0;
        for (var argument : launch.arguments()) {
            if (argument instanceof BufferArgument(String name)) {
                JvmBuffer buffer = buffers.get(next++);
                if (memory.get(name) != buffer || buffer.closed()) {
                    return false;
                }
            }
        }
        return true;
    }
}
