package dev.tilewright.device.opencl;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.PreparedRuns;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Launch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/**
 * A program that the driver has compiled, and the launches prepared from it.
 *
 * <p>Every position in a list of launches has a kernel object of its own, whose arguments stay set: running the same list again on the same
 * memory, as timing does, sets none.
 */
final class OpenClKernel implements BuiltKernel {

    private final OpenClSession session;
    private final cl_program program;
    private final String log;
    private final PreparedRuns<List<PreparedLaunch>> prepared = new PreparedRuns<>(
            launches -> launches.stream().allMatch(PreparedLaunch::usable),
            launches -> launches.forEach(PreparedLaunch::release));
    private boolean closed;

    private OpenClKernel(OpenClSession session, cl_program program, String log) {
        this.session = session;
        this.program = program;
        this.log = log;
    }

    static OpenClKernel build(OpenClSession session, Kernel kernel) throws BuildException {
        cl_device_id device = session.device().info().device();
        cl_program program;
        try {
            program = CL.clCreateProgramWithSource(session.context(), 1, new String[] {kernel.source()}, null, null);
        } catch (CLException refused) {
            throw new BuildException("the source is refused: " + refused.getMessage(), refused);
        }
        try {
            CL.clBuildProgram(
                    program, 1, new cl_device_id[] {device}, String.join(" ", kernel.buildOptions()), null, null);
            for (String entry : kernel.entries()) {
                requireEntry(program, entry);
            }
            return new OpenClKernel(session, program, log(program, device));
        } catch (CLException failed) {
            String log = log(program, device);
            CL.clReleaseProgram(program);
            String name = CL.stringFor_errorCode(failed.getStatus());
            throw new BuildException(log.isBlank() ? name : name + "\n" + log, failed);
        } catch (BuildException failed) {
            CL.clReleaseProgram(program);
            throw failed;
        }
    }

    private static void requireEntry(cl_program program, String entry) throws BuildException {
        try {
            CL.clReleaseKernel(CL.clCreateKernel(program, entry, null));
        } catch (CLException absent) {
            if (absent.getStatus() == CL.CL_INVALID_KERNEL_NAME) {
                throw new BuildException("the source has no kernel called " + entry, absent);
            }
            throw absent;
        }
    }

    private static String log(cl_program program, cl_device_id device) {
        long[] size = new long[1];
        CL.clGetProgramBuildInfo(program, device, CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] text = new byte[(int) size[0]];
        CL.clGetProgramBuildInfo(program, device, CL.CL_PROGRAM_BUILD_LOG, text.length, Pointer.to(text), null);
        return new String(text, StandardCharsets.UTF_8).replace("\0", "").strip();
    }

    /** Returns the launches with their arguments set, those of the last time on the same memory if there was one. */
    List<PreparedLaunch> prepare(List<Launch> launches, Map<String, DeviceBuffer> memory) throws LaunchException {
        return prepared.get(launches, memory, () -> {
            List<PreparedLaunch> fresh = new ArrayList<>();
            try {
                for (Launch launch : launches) {
                    fresh.add(PreparedLaunch.prepare(session, program, launch, memory));
                }
                return List.copyOf(fresh);
            } catch (LaunchException refused) {
                fresh.forEach(PreparedLaunch::release);
                throw refused;
            }
        });
    }

    @Override
    public String log() {
        return log;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        session.forget(this);
        prepared.close();
        CL.clReleaseProgram(program);
    }
}
