package dev.tilewright.device;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Launch;
import java.util.List;
import java.util.Map;

/** An open device. Not for use by several threads at once. Closing it frees all that it made. */
public interface Session extends AutoCloseable {

    /**
     * Builds a kernel.
     *
     * @throws BuildException with the compiler's log if the source does not build
     */
    BuiltKernel build(Kernel kernel) throws BuildException;

    /** Allocates memory for a buffer, with guard zones around it where the backend cannot check bounds itself. */
    DeviceBuffer allocate(Buffer buffer);

    /**
     * Runs launches in order and waits for the last.
     *
     * @param kernel the kernel with the entry points
     * @param launches what to run
     * @param buffers the memory of every buffer that the launches name
     * @return the time of all launches together
     * @throws LaunchException if the device refuses a launch or reports that it failed
     */
    Timing run(BuiltKernel kernel, List<Launch> launches, Map<String, DeviceBuffer> buffers) throws LaunchException;

    @Override
    void close();
}
