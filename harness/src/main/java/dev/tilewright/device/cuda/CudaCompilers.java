package dev.tilewright.device.cuda;

import dev.tilewright.device.DeviceException;
import java.util.Optional;

/** The compilers of CUDA C on this machine: NVRTC, a library, else {@code nvcc}, a program that takes longer to start. */
public final class CudaCompilers {

    /** Says why there is none. */
    public static final String MISSING = "there is neither NVRTC (libnvrtc.so.13 or .12) nor nvcc";

    /** Says what to do about it. */
    public static final String REMEDY =
            "install the CUDA toolkit or the Python package nvidia-cuda-nvrtc, or name the library in "
                    + CudaPlaces.NVRTC_VARIABLE;

    private CudaCompilers() {}

    /**
     * Returns the compiler of this machine.
     *
     * @throws DeviceException if the environment names a library that does not load
     */
    public static Optional<CudaCompiler> find() {
        CudaPlaces places = CudaPlaces.ofThisMachine();
        return Nvrtc.find(places).or(() -> Nvcc.find(places));
    }

    /**
     * Returns a compiler that knows {@code architecture}.
     *
     * @throws DeviceException if there is none, with what to do about it
     */
    public static CudaCompiler findFor(String architecture) {
        CudaPlaces places = CudaPlaces.ofThisMachine();
        Optional<CudaCompiler> nvrtc = Nvrtc.find(places);
        if (nvrtc.isPresent() && nvrtc.get().supports(architecture)) {
            return nvrtc.get();
        }
        Optional<CudaCompiler> nvcc = Nvcc.find(places);
        if (nvcc.isPresent() && nvcc.get().supports(architecture)) {
            return nvcc.get();
        }
        throw nvrtc.or(() -> nvcc)
                .map(found -> new DeviceException("%s does not compile for %s; %s"
                        .formatted(found.version(), architecture, "install a CUDA toolkit that does")))
                .orElseGet(() -> new DeviceException(MISSING + "; " + REMEDY));
    }
}
