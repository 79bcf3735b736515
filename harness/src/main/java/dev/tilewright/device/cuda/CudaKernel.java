package dev.tilewright.device.cuda;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.PreparedRuns;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Launch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** Machine code that is loaded, and the launches prepared from it. */
final class CudaKernel implements BuiltKernel {

    private final CudaSession session;
    private final Cubin cubin;
    private final CUmodule module;
    private final Map<String, CUfunction> functions;
    private final PreparedRuns<PreparedProgram> prepared =
            new PreparedRuns<>(PreparedProgram::usable, PreparedProgram::release);
    private PreparedProgram latest = new PreparedProgram(List.of());
    private Optional<String> ungraphed = Optional.empty();
    private boolean closed;

    private CudaKernel(CudaSession session, Cubin cubin, CUmodule module, Map<String, CUfunction> functions) {
        this.session = session;
        this.cubin = cubin;
        this.module = module;
        this.functions = functions;
    }

    static CudaKernel build(CudaSession session, Kernel kernel, Cubin cubin, String compiler) throws BuildException {
        CUmodule module = new CUmodule();
        try {
            CudaFailure.check("cuModuleLoadData", JCudaDriver.cuModuleLoadData(module, cubin.code()));
        } catch (CudaFailure refused) {
            throw new BuildException(
                    "the driver does not load what %s compiled: %s".formatted(compiler, refused.getMessage()), refused);
        }
        try {
            Map<String, CUfunction> functions = new HashMap<>();
            for (String name : kernel.entries()) {
                CUfunction function = new CUfunction();
                CudaFailure.check(
                        name,
                        JCudaDriver.cuModuleGetFunction(
                                function, module, cubin.entry(name).symbol()));
                functions.put(name, function);
            }
            return new CudaKernel(session, cubin, module, functions);
        } catch (CudaFailure absent) {
            JCudaDriver.cuModuleUnload(module);
            throw new BuildException("the driver does not find an entry point: " + absent.getMessage(), absent);
        }
    }

    /** Returns the launches with their arguments, those of the last time on the same memory if there was one. */
    PreparedProgram prepare(List<Launch> launches, Map<String, DeviceBuffer> memory) throws LaunchException {
        latest = prepared.get(launches, memory, () -> {
            List<PreparedLaunch> fresh = new ArrayList<>();
            for (Launch launch : launches) {
                CUfunction function = functions.get(launch.entry());
                if (function == null) {
                    throw new LaunchException("the program has no kernel called " + launch.entry());
                }
                fresh.add(PreparedLaunch.prepare(session, cubin.entry(launch.entry()), function, launch, memory));
            }
            return new PreparedProgram(fresh);
        });
        return latest;
    }

    /** Makes launches that have run again a graph, unless the driver has refused that before; the log then says why. */
    void makeGraph(PreparedProgram program, CUstream stream, CUevent first, CUevent last) {
        if (ungraphed.isPresent()) {
            return;
        }
        try {
            program.repeat(stream, first, last);
        } catch (CudaFailure refused) {
            ungraphed = Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public String log() {
        List<String> lines = new ArrayList<>();
        if (!cubin.log().isEmpty()) {
            lines.add(cubin.log());
        }
        latest.launches().forEach(launch -> lines.add(launch.occupancy()));
        ungraphed.ifPresent(reason -> lines.add("timed with gaps, as the driver makes no graph of it: " + reason));
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        session.forget(this);
        session.makeCurrent();
        prepared.close();
        JCudaDriver.cuModuleUnload(module);
    }
}
