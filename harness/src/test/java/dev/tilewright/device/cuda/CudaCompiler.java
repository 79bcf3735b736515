package dev.tilewright.device.cuda;

import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.Kernel;
import java.util.List;
import java.util.Optional;

/** A compiler from CUDA C to machine code, which takes no device. */
public interface CudaCompiler {

    /** Says why there is no compiler, and what to do about it. */
    String MISSING = "there is neither NVRTC (libnvrtc.so.13 or .12) nor nvcc; install the CUDA toolkit";

    /** Returns the compiler of this machine: NVRTC, else {@code nvcc}. */
    static Optional<CudaCompiler> find() {
        return Nvrtc.find().or(Nvcc::find);
    }

    /** Returns what it is, with its version. */
    String version();

    /**
     * Compiles kernels to cubins, each cubin of one kernel or of several.
     *
     * @param architecture {@code sm_90}
     * @throws BuildException if a kernel has an error, or gives cause for a warning; the message is the compiler's
     */
    List<byte[]> compile(List<Kernel> kernels, String architecture) throws BuildException;
}
