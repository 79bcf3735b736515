package dev.tilewright.device.opencl;

import dev.tilewright.device.Device;
import dev.tilewright.device.Discovery;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** The OpenCL platforms of this machine. Apart from {@link OpenClBackend}, which must load where JOCL does not. */
final class Platforms {

    private Platforms() {}

    /**
     * Lists the devices of every platform; one that is broken does not hide the others.
     *
     * @throws LinkageError if JOCL or the system's OpenCL library does not load
     */
    static Discovery discover(String remedy) {
        CL.setExceptionsEnabled(true);
        List<cl_platform_id> platforms;
        try {
            platforms = platforms();
        } catch (CLException | UnsupportedOperationException refused) {
            return new Discovery.Missing("OpenCL does not list its platforms: " + refused.getMessage(), remedy);
        }
        List<Device> devices = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (cl_platform_id platform : platforms) {
            try {
                for (cl_device_id device : devices(platform)) {
                    devices.add(OpenClDevice.of(devices.size(), new DeviceInfo(platform, device)));
                }
            } catch (CLException broken) {
                failures.add(broken.getMessage());
            }
        }
        if (!devices.isEmpty()) {
            return new Discovery.Found(devices);
        }
        return new Discovery.Missing(
                platforms.isEmpty()
                        ? "no OpenCL platform is installed"
                        : "no OpenCL platform has a device" + (failures.isEmpty() ? "" : ": " + failures),
                remedy);
    }

    private static List<cl_platform_id> platforms() {
        int[] count = new int[1];
        try {
            CL.clGetPlatformIDs(0, null, count);
        } catch (CLException refused) {
            if (refused.getStatus() == CL.CL_PLATFORM_NOT_FOUND_KHR) {
                return List.of();
            }
            throw refused;
        }
        if (count[0] == 0) {
            return List.of();
        }
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        CL.clGetPlatformIDs(platforms.length, platforms, null);
        return List.of(platforms);
    }

    private static List<cl_device_id> devices(cl_platform_id platform) {
        int[] count = new int[1];
        try {
            CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
        } catch (CLException refused) {
            if (refused.getStatus() == CL.CL_DEVICE_NOT_FOUND) {
                return List.of();
            }
            throw refused;
        }
        cl_device_id[] devices = new cl_device_id[count[0]];
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, devices.length, devices, null);
        return List.of(devices);
    }
}
