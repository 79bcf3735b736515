package dev.tilewright.device.jvm;

import dev.tilewright.device.Backend;
import dev.tilewright.device.Discovery;
import dev.tilewright.device.HostProcessor;
import dev.tilewright.kernel.Language;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * The JVM itself, which runs kernels written in Java.
 *
 * <p>A kernel is one source file. Each entry point is a static method of one of its top-level classes,
 * {@code public static void entry(int group0, int group1, int group2, …)}, called once per work-group with the group's index in each
 * dimension, fastest first; dimensions that a launch does not have are 0. Then come the arguments of the launch in order: buffers as
 * {@code float[]}, {@code double[]} or {@code int[]}, scalars as {@code float}, {@code double} or {@code int}. Groups run on many threads
 * and in no particular order. There are no work-items within a group, so a launch's local size is 1 in every dimension, and no local
 * memory: a kernel's own arrays serve. Kernels may use {@code jdk.incubator.vector} where this JVM was started with it.
 */
public final class JvmBackend implements Backend {

    static final String NAME = "jvm";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Language language() {
        return Language.JAVA;
    }

    @Override
    public Discovery discover() {
        if (ToolProvider.getSystemJavaCompiler() == null) {
            return new Discovery.Missing(
                    "this Java runtime has no compiler", "run with a JDK instead of a JRE, release 25 or later");
        }
        return new Discovery.Found(List.of(JvmDevice.of(HostProcessor.read())));
    }
}
