package dev.tilewright.device;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Launch;
import java.util.List;
import java.util.Map;

/** An open device. Not for use by several threads at once, but for what says so. Closing it frees all that it made. */
public interface Session extends AutoCloseable {

    /**
     * Builds a kernel.
     *
     * @throws BuildException with the compiler's log if the source does not build
     */
    BuiltKernel build(Kernel kernel) throws BuildException;

    /**
     * Tells whether kernels can be compiled beside those that run here without disturbing them: on a device that is not the processor that
     * compiles.
     */
    default boolean compilesBesideRuns() {
        return false;
    }

    /**
     * Begins to compile a kernel that will be built, and returns at once: {@link #build} waits for what is left of it, and tells what was
     * wrong. May be called by any thread. Does nothing where kernels cannot be compiled beside those that run.
     */
    default void compileAhead(Kernel kernel) {}

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
