package dev.tilewright.device;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the sessions of all backends have in common: a session owns the kernels and buffers that it makes, runs no others, and closes
 * them when it is closed.
 *
 * @param <K> its kernels
 * @param <B> its buffers
 */
public abstract class OwningSession<K extends BuiltKernel, B extends DeviceBuffer> implements Session {

    private final Device device;
    private final Language language;
    private final IdentityHashMap<BuiltKernel, K> kernels = new IdentityHashMap<>();
    private final Set<B> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    /** Opens a session of a device for kernels of one language. */
    protected OwningSession(Device device, Language language) {
        this.device = device;
        this.language = language;
    }

    /** Builds a kernel of the session's language. */
    protected abstract K compile(Kernel kernel) throws BuildException;

    /** Allocates memory for a buffer. */
    protected abstract B reserve(Buffer buffer);

    /** Runs at least one launch of a kernel of this session. */
    protected abstract Timing launch(K kernel, List<Launch> launches, Map<String, DeviceBuffer> memory)
            throws LaunchException;

    /** Lets what runs come to an end, before kernels and buffers are closed. */
    protected void quiesce() {}

    /** Frees what is the session's own, after its kernels and buffers are closed. */
    protected abstract void release();

    /**
     * Called before anything is done for the session's user.
     *
     * @throws IllegalStateException if the session is closed
     */
    protected void enter() {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }

    @Override
    public final BuiltKernel build(Kernel kernel) throws BuildException {
        enter();
        if (kernel.language() != language) {
            throw new IllegalArgumentException("%s builds kernels in %s, not in %s"
                    .formatted(device.id(), language.id(), kernel.language().id()));
        }
        K built = compile(kernel);
        kernels.put(built, built);
        return built;
    }

    @Override
    public final DeviceBuffer allocate(Buffer buffer) {
        enter();
        B allocated = reserve(buffer);
        buffers.add(allocated);
        return allocated;
    }

    @Override
    public final Timing run(BuiltKernel kernel, List<Launch> launches, Map<String, DeviceBuffer> memory)
            throws LaunchException {
        enter();
        K own = kernels.get(kernel);
        if (own == null) {
            throw new IllegalArgumentException("the kernel was not built by this session, or is closed");
        }
        if (launches.isEmpty()) {
            throw new IllegalArgumentException("a run must have a launch");
        }
        return launch(own, launches, memory);
    }

    /** Returns the kernels that are open. */
    protected final Collection<K> kernels() {
        return List.copyOf(kernels.values());
    }

    /** Records that a kernel is closed, and returns whether it was open. */
    public final boolean forget(BuiltKernel kernel) {
        return kernels.remove(kernel) != null;
    }

    /** Records that a buffer is closed, and returns whether it was open. */
    public final boolean forget(DeviceBuffer buffer) {
        return buffers.remove(buffer);
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        quiesce();
        kernels().forEach(BuiltKernel::close);
        List.copyOf(buffers).forEach(DeviceBuffer::close);
        release();
    }
}
