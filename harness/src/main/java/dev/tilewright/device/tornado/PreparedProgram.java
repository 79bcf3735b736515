package dev.tilewright.device.tornado;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Launch;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Launches that a host program has made a task graph of, and which contents of their buffers the device has. */
final class PreparedProgram {

    private final int number;
    private final HostProcess host;
    private final List<Launch> launches;
    private final List<List<TornadoBuffer>> arguments;
    private final Map<TornadoBuffer, Long> loaded = new HashMap<>();

    /**
     * @param number the number by which the host program knows it
     * @param arguments the buffers of each launch, in order
     */
    PreparedProgram(int number, HostProcess host, List<Launch> launches, List<List<TornadoBuffer>> arguments) {
        this.number = number;
        this.host = host;
        this.launches = List.copyOf(launches);
        this.arguments = List.copyOf(arguments);
    }

    int number() {
        return number;
    }

    HostProcess host() {
        return host;
    }

    /** Returns the buffers, each once. */
    Collection<TornadoBuffer> buffers() {
        LinkedHashSet<TornadoBuffer> all = new LinkedHashSet<>();
        arguments.forEach(all::addAll);
        return all;
    }

    /** Returns whether it is the {@code wanted} launches on the same memory. */
    boolean serves(List<Launch> wanted, Map<String, DeviceBuffer> memory) {
        if (!launches.equals(wanted)) {
            return false;
        }
        for (int i = 0; i < launches.size(); i++) {
            int next = 0;
            for (var argument : launches.get(i).arguments()) {
                if (argument instanceof BufferArgument(String name)
                        && memory.get(name) != arguments.get(i).get(next++)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns whether a buffer has changed since the device has seen it. */
    boolean stale() {
        return buffers().stream().anyMatch(buffer -> loaded.getOrDefault(buffer, -1L) != buffer.version());
    }

    /** Notes that the device has all buffers as they are now. */
    void current() {
        buffers().forEach(buffer -> loaded.put(buffer, buffer.version()));
    }
}
