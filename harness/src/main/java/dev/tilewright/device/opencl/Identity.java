package dev.tilewright.device.opencl;

import dev.tilewright.device.PoclName;
import dev.tilewright.evolve.memory.Hardware;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jocl.CL;

/**
 * The stable identity of an OpenCL device.
 *
 * <p>Drivers spread it over several strings. PoCL writes its driver thread, its target and the processor in one name,
 * {@code pthread-haswell-AMD EPYC}; its own version matters for performance, and so does the LLVM below it. The number of
 * hardware threads is part of a processor's model, because virtual machines of many sizes call themselves the same. NVIDIA and AMD
 * tell the architecture through extensions.
 */
final class Identity {

    private static final int CL_DEVICE_COMPUTE_CAPABILITY_MAJOR_NV = 0x4000;
    private static final int CL_DEVICE_COMPUTE_CAPABILITY_MINOR_NV = 0x4001;
    private static final int CL_DEVICE_BOARD_NAME_AMD = 0x4038;

    private static final Pattern LLVM = Pattern.compile("LLVM [0-9.]+");

    private Identity() {}

    static Hardware of(DeviceInfo info) {
        String platform = info.platformText(CL.CL_PLATFORM_NAME);
        String vendor = info.text(CL.CL_DEVICE_VENDOR);
        String name = info.text(CL.CL_DEVICE_NAME);
        String driver = info.text(CL.CL_DRIVER_VERSION);
        if (platform.equals("Portable Computing Language") && info.cpu()) {
            return pocl(
                    vendor,
                    name,
                    driver,
                    info.platformText(CL.CL_PLATFORM_VERSION),
                    info.number(CL.CL_DEVICE_MAX_COMPUTE_UNITS));
        }
        if (info.has("cl_nv_device_attribute_query")) {
            String architecture = "sm_%d%d"
                    .formatted(
                            info.number(CL_DEVICE_COMPUTE_CAPABILITY_MAJOR_NV),
                            info.number(CL_DEVICE_COMPUTE_CAPABILITY_MINOR_NV));
            return new Hardware(OpenClBackend.NAME, vendor, name, architecture, driver);
        }
        if (info.has("cl_amd_device_attribute_query")) {
            return new Hardware(
                    OpenClBackend.NAME, vendor, info.text(CL_DEVICE_BOARD_NAME_AMD), name, platform + " " + driver);
        }
        String model = info.cpu() ? threads(name, info.number(CL.CL_DEVICE_MAX_COMPUTE_UNITS)) : name;
        String architecture = info.cpu() ? System.getProperty("os.arch", "") : "";
        return new Hardware(OpenClBackend.NAME, vendor, model, architecture, platform + " " + driver);
    }

    /**
     * Reads the identity of a processor from what PoCL says.
     *
     * @param name {@code pthread-haswell-AMD EPYC}, or without the target in older versions
     * @param driver {@code 3.1+debian}
     * @param platformVersion a line that names LLVM among the build's features
     */
    static Hardware pocl(String vendor, String name, String driver, String platformVersion, int threads) {
        PoclName parts = PoclName.of(name);
        Matcher llvm = LLVM.matcher(platformVersion);
        return new Hardware(
                OpenClBackend.NAME,
                vendor,
                threads(parts.model(), threads),
                parts.target(),
                "PoCL " + driver + (llvm.find() ? " " + llvm.group() : ""));
    }

    private static String threads(String model, int threads) {
        return "%s, %d threads".formatted(model, threads);
    }
}
