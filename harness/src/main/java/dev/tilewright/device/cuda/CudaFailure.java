package dev.tilewright.device.cuda;

import jcuda.driver.CUresult;

/** A call that the driver answered with an error. */
final class CudaFailure extends RuntimeException {

    private CudaFailure(String call, int result) {
        super("%s: %s".formatted(call, CUresult.stringFor(result)));
    }

    /** Throws if {@code result}, the answer to {@code call}, is an error. */
    static void check(String call, int result) {
        if (result != CUresult.CUDA_SUCCESS) {
            throw new CudaFailure(call, result);
        }
    }
}
