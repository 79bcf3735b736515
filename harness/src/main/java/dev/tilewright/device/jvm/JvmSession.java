package dev.tilewright.device.jvm;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.JavaCompilation;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.device.Timing;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A compiler and a pool of threads. The JVM has no clock of its own: device time is host time. */
final class JvmSession implements Session {

    private final JvmDevice device;
    private final JavaCompilation compilation = new JavaCompilation(List.of(), VectorModule.compilerOptions());
    private final GroupPool pool;
    private final Set<JvmKernel> kernels = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<JvmBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    JvmSession(JvmDevice device) {
        this.device = device;
        pool = new GroupPool(device.facts().computeUnits());
    }

    void forget(JvmKernel kernel) {
        kernels.remove(kernel);
    }

    void forget(JvmBuffer buffer) {
        buffers.remove(buffer);
    }

    @Override
    public BuiltKernel build(Kernel kernel) throws BuildException {
        requireOpen();
        if (kernel.language() != Language.JAVA) {
            throw new IllegalArgumentException("%s builds Java, not %s"
                    .formatted(device.id(), kernel.language().id()));
        }
        JvmKernel built = JvmKernel.build(this, compilation, kernel);
        kernels.add(built);
        return built;
    }

    @Override
    public DeviceBuffer allocate(Buffer buffer) {
        requireOpen();
        JvmBuffer allocated = new JvmBuffer(this, buffer);
        buffers.add(allocated);
        return allocated;
    }

    @Override
    public Timing run(BuiltKernel kernel, List<Launch> launches, Map<String, DeviceBuffer> memory)
            throws LaunchException {
        if (!(kernel instanceof JvmKernel program) || !kernels.contains(program)) {
            throw new IllegalArgumentException("the kernel was not built by this session, or is closed");
        }
        if (launches.isEmpty()) {
            throw new IllegalArgumentException("a run must have a launch");
        }
        List<PreparedLaunch> prepared = program.prepare(launches, memory);
        long start = System.nanoTime();
        for (PreparedLaunch launch : prepared) {
            @Nullable Throwable failure = pool.run(launch.range(), launch.groups());
            if (failure != null) {
                throw program.failure(launch.launch(), failure);
            }
        }
        // A clock may stand still over an empty kernel, and no time is zero.
        long nanos = Math.max(1, System.nanoTime() - start);
        return new Timing(nanos, nanos);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        new ArrayList<>(kernels).forEach(JvmKernel::close);
        new ArrayList<>(buffers).forEach(JvmBuffer::close);
        pool.close();
        compilation.close();
    }
}
