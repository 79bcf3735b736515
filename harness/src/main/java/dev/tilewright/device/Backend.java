package dev.tilewright.device;

import dev.tilewright.kernel.Language;

/**
 * A way to reach devices. Implementations are found by {@link java.util.ServiceLoader}, must be cheap to construct, and must not
 * fail to load where their native library is missing: {@link #discover()} reports that.
 */
public interface Backend {

    /** Returns the name used on the command line and in device ids, {@code opencl}. */
    String name();

    /** Returns the language of the kernels that its devices run. */
    Language language();

    /** Looks for devices. Never throws for what a machine lacks: that is a {@link Discovery.Missing}. */
    Discovery discover();
}
