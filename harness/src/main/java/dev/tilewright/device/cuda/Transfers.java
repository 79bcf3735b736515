package dev.tilewright.device.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * Copies between the host and a device, on the stream that kernels run on: a copy outside of it would be ordered with them by
 * nothing. Every call waits until it is done.
 *
 * @param stream the stream of a session whose context is current
 */
record Transfers(CUstream stream) {

    /** A Java buffer holds less than 2 GiB, so larger transfers go in pieces. */
    private static final long PIECE_BYTES = 1L << 30;

    void toDevice(MemorySegment source, CUdeviceptr target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment outside = source;
            if (!source.isNative()) {
                outside = arena.allocate(source.byteSize());
                outside.copyFrom(source);
            }
            for (long offset = 0; offset < outside.byteSize(); offset += PIECE_BYTES) {
                MemorySegment piece = piece(outside, offset);
                CudaFailure.check(
                        "cuMemcpyHtoDAsync",
                        JCudaDriver.cuMemcpyHtoDAsync(
                                target.withByteOffset(offset), pointer(piece), piece.byteSize(), stream));
            }
            await();
        }
    }

    void toHost(CUdeviceptr source, MemorySegment target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment outside = target.isNative() ? target : arena.allocate(target.byteSize());
            for (long offset = 0; offset < outside.byteSize(); offset += PIECE_BYTES) {
                MemorySegment piece = piece(outside, offset);
                CudaFailure.check(
                        "cuMemcpyDtoHAsync",
                        JCudaDriver.cuMemcpyDtoHAsync(
                                pointer(piece), source.withByteOffset(offset), piece.byteSize(), stream));
            }
            await();
            if (!target.isNative()) {
                target.copyFrom(outside);
            }
        }
    }

    /** Sets {@code words} 32-bit words. */
    void fill(CUdeviceptr target, int word, long words) {
        CudaFailure.check("cuMemsetD32Async", JCudaDriver.cuMemsetD32Async(target, word, words, stream));
        await();
    }

    private static MemorySegment piece(MemorySegment memory, long offset) {
        return memory.asSlice(offset, Math.min(PIECE_BYTES, memory.byteSize() - offset));
    }

    private static Pointer pointer(MemorySegment piece) {
        return Pointer.to(piece.asByteBuffer());
    }

    private void await() {
        CudaFailure.check("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(stream));
    }
}
