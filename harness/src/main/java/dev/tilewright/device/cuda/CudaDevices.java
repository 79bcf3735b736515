package dev.tilewright.device.cuda;

import dev.tilewright.device.Device;
import dev.tilewright.device.Discovery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The GPUs that the driver lists. Apart from {@link CudaBackend}, which must load where JCuda does not. */
final class CudaDevices {

    private static final int LONGEST_NAME = 256;

    private CudaDevices() {}

    /**
     * Lists the devices.
     *
     * @throws LinkageError if JCuda or the driver does not load
     */
    static Discovery discover(String remedy) {
        int started = JCudaDriver.cuInit(0);
        int[] count = new int[1];
        if (started == CUresult.CUDA_SUCCESS) {
            started = JCudaDriver.cuDeviceGetCount(count);
        }
        if (started != CUresult.CUDA_SUCCESS) {
            return new Discovery.Missing(
                    "NVIDIA's driver finds no GPU that it can use (%s)".formatted(CUresult.stringFor(started)), remedy);
        }
        if (count[0] == 0) {
            return new Discovery.Missing("NVIDIA's driver finds no GPU", remedy);
        }
        Optional<CudaCompiler> compiler = CudaCompilers.find();
        if (compiler.isEmpty()) {
            return new Discovery.Missing(
                    "there is an NVIDIA GPU (%s), but %s".formatted(name(0), CudaCompilers.MISSING),
                    CudaCompilers.REMEDY);
        }
        DriverVersion driver = driver();
        List<Device> devices = new ArrayList<>();
        try {
            for (int ordinal = 0; ordinal < count[0]; ordinal++) {
                devices.add(device(ordinal, driver, compiler.get()));
            }
        } catch (CudaFailure failed) {
            return new Discovery.Missing("NVIDIA's driver does not describe its GPUs: " + failed.getMessage(), remedy);
        }
        return new Discovery.Found(devices);
    }

    private static Device device(int ordinal, DriverVersion driver, CudaCompiler compiler) {
        CUdevice handle = handle(ordinal);
        long[] memory = new long[1];
        CudaFailure.check("cuDeviceTotalMem", JCudaDriver.cuDeviceTotalMem(memory, handle));
        DeviceAttributes attributes = new DeviceAttributes(attribute -> {
            int[] value = new int[1];
            // An attribute that a driver does not know any more, or not yet, is unknown.
            return JCudaDriver.cuDeviceGetAttribute(value, attribute, handle) == CUresult.CUDA_SUCCESS ? value[0] : 0;
        });
        return CudaDevice.of(ordinal, name(ordinal), attributes, memory[0], driver, compiler.version());
    }

    static CUdevice handle(int ordinal) {
        CUdevice handle = new CUdevice();
        CudaFailure.check("cuDeviceGet", JCudaDriver.cuDeviceGet(handle, ordinal));
        return handle;
    }

    private static String name(int ordinal) {
        byte[] name = new byte[LONGEST_NAME];
        CudaFailure.check("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, name.length, handle(ordinal)));
        String text = new String(name, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    private static DriverVersion driver() {
        int[] version = new int[1];
        CudaFailure.check("cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(version));
        return DriverVersion.read(version[0]);
    }
}
