package dev.tilewright.device.cuda;

import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.Kernel;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A compiler that may begin before it is asked: the host has nothing to do while a GPU is timed. It keeps one result ahead, and forgets
 * one that nobody asked for when the next is begun.
 */
final class CompilerAhead {

    private final CudaCompiler compiler;
    private final String architecture;
    private @Nullable Begun begun;

    /** A kernel with what will come of it. */
    private record Begun(Kernel kernel, FutureTask<Cubin> result) {}

    /**
     * Makes one for a device.
     *
     * @param architecture the device's, {@code sm_90}
     */
    CompilerAhead(CudaCompiler compiler, String architecture) {
        this.compiler = compiler;
        this.architecture = architecture;
    }

    /** Begins to compile a kernel on a thread of its own, and returns at once. */
    void begin(Kernel kernel) {
        FutureTask<Cubin> result = new FutureTask<>(() -> compiler.compile(kernel, architecture));
        synchronized (this) {
            begun = new Begun(kernel, result);
        }
        Thread.ofPlatform().daemon().name("compiler").start(result);
    }

    /**
     * Compiles a kernel, or waits for what was begun.
     *
     * @throws BuildException as {@link CudaCompiler#compile} does
     */
    Cubin compile(Kernel kernel) throws BuildException {
        Optional<FutureTask<Cubin>> ahead = take(kernel);
        if (ahead.isEmpty()) {
            return compiler.compile(kernel, architecture);
        }
        try {
            return ahead.get().get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof BuildException wrong) {
                throw wrong;
            }
            // Whatever it was, it comes again where it belongs.
            return compiler.compile(kernel, architecture);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException("interrupted while the kernel is compiled", e);
        }
    }

    private synchronized Optional<FutureTask<Cubin>> take(Kernel kernel) {
        Optional<FutureTask<Cubin>> found = Optional.ofNullable(begun)
                .filter(ahead -> ahead.kernel().equals(kernel))
                .map(Begun::result);
        if (found.isPresent()) {
            begun = null;
        }
        return found;
    }
}
