package dev.tilewright.device.cuda;

import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** A program of its own for tests: makes the calls that a driver must refuse, and prints what it answers. */
final class RefusalsRun {

    private static final int MOST_DYNAMIC_BYTES = 8;
    private static final int MOST_THREADS = 1024;

    private RefusalsRun() {}

    public static void main(String[] arguments) throws Exception {
        JCudaDriver.cuInit(0);
        CUdeviceptr memory = new CUdeviceptr();
        say("without a context", JCudaDriver.cuMemAlloc(memory, 16));
        JCudaDriver.cuCtxCreate(new CUcontext(), 0, CudaDevices.handle(0));
        CUstream stream = new CUstream();
        JCudaDriver.cuStreamCreate(stream, 1);
        say("too much memory", JCudaDriver.cuMemAlloc(memory, 1L << 40));
        say("no memory", JCudaDriver.cuMemAlloc(memory, 0));
        say("some memory", JCudaDriver.cuMemAlloc(memory, 16));
        say("past its end", JCudaDriver.cuMemsetD32Async(memory, 0, 5, stream));
        say("no allocation", JCudaDriver.cuMemFree(memory.withByteOffset(4)));

        Kernel kernel = new Kernel(
                Language.CUDA,
                "extern \"C\" __global__ void __launch_bounds__(64) one(float* x) { x[threadIdx.x] = 1; }",
                List.of("one"),
                List.of());
        CUmodule module = new CUmodule();
        CUfunction function = new CUfunction();
        say("no machine code", JCudaDriver.cuModuleLoadData(module, new byte[64]));
        JCudaDriver.cuModuleLoadData(
                module, CudaCompilers.findFor("sm_75").compile(kernel, "sm_75").code());
        say("no such kernel", JCudaDriver.cuModuleGetFunction(function, module, "two"));
        JCudaDriver.cuModuleGetFunction(function, module, "one");
        Pointer parameters = Pointer.to(Pointer.to(memory));
        say("a launch", launch(function, 4, 0, stream, parameters));
        say("a group above its launch bounds", launch(function, 65, 0, stream, parameters));
        say("a group above the device's", launch(function, MOST_THREADS + 1, 0, stream, parameters));
        say("shared memory not opted into", launch(function, 4, 48 * 1024 + 4, stream, parameters));
        say("more than can be", JCudaDriver.cuFuncSetAttribute(function, MOST_DYNAMIC_BYTES, 64 * 1024 + 4));
        say("what can be", JCudaDriver.cuFuncSetAttribute(function, MOST_DYNAMIC_BYTES, 64 * 1024));
        say("shared memory opted into", launch(function, 4, 48 * 1024 + 4, stream, parameters));

        CUevent first = new CUevent();
        JCudaDriver.cuEventCreate(first, 0);
        say("an event never recorded", JCudaDriver.cuEventElapsedTime(new float[1], first, first));
        say("an external event outside of a capture", JCudaDriver.cuEventRecordWithFlags(first, stream, 1));
        JCudaDriver.cuStreamBeginCapture(stream, 1);
        say("waiting for a capture", JCudaDriver.cuStreamSynchronize(stream));
        say("the end of that capture", JCudaDriver.cuStreamEndCapture(stream, new CUgraph()));
        JCudaDriver.cuModuleUnload(module);
        say("a kernel that is unloaded", launch(function, 4, 0, stream, parameters));
    }

    private static int launch(CUfunction function, int threads, int shared, CUstream stream, Pointer parameters) {
        return JCudaDriver.cuLaunchKernel(function, 1, 1, 1, threads, 1, 1, shared, stream, parameters, null);
    }

    private static void say(String what, int result) {
        System.out.println(what + ": " + CUresult.stringFor(result));
    }
}
