package dev.tilewright.device.jvm;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.JavaCompilation;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.OwningSession;
import dev.tilewright.device.Timing;
import dev.tilewright.device.VectorModule;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compiler and a pool of threads. The JVM has no clock of its own: device time is host time. */
final class JvmSession extends OwningSession<JvmKernel, JvmBuffer> {

    private final JavaCompilation compilation = new JavaCompilation(List.of(), VectorModule.compilerOptions());
    private final GroupPool pool;

    JvmSession(JvmDevice device) {
        super(device, Language.JAVA);
        pool = new GroupPool(device.facts().computeUnits());
    }

    @Override
    protected JvmKernel compile(Kernel kernel) throws BuildException {
        return JvmKernel.build(this, compilation, kernel);
    }

    @Override
    protected JvmBuffer reserve(Buffer buffer) {
        return new JvmBuffer(this, buffer);
    }

    @Override
    protected Timing launch(JvmKernel program, List<Launch> launches, Map<String, DeviceBuffer> memory)
            throws LaunchException {
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

    @Override
    protected void release() {
        pool.close();
        compilation.close();
    }
}
