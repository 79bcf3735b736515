package dev.tilewright.device.cuda;

import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.Kernel;

/** A compiler from CUDA C to machine code, which takes no device. */
public interface CudaCompiler {

    /** Returns what it is, with its version, {@code NVRTC 13.0}. */
    String version();

    /** Returns whether it compiles for an architecture, {@code sm_90}. */
    boolean supports(String architecture);

    /**
     * Compiles a kernel to a cubin.
     *
     * @param architecture {@code sm_90}
     * @throws BuildException if the kernel has an error, or lacks an entry point that it names; the message is the compiler's log
     */
    Cubin compile(Kernel kernel, String architecture) throws BuildException;
}
