package dev.tilewright.device.opencl;

import java.nio.charset.StandardCharsets;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** What OpenCL reports about one device and its platform. Every call throws {@link CLException} if the driver refuses it. */
record DeviceInfo(cl_platform_id platform, cl_device_id device) {

    String text(int property) {
        long[] size = new long[1];
        CL.clGetDeviceInfo(device, property, 0, null, size);
        byte[] text = new byte[(int) size[0]];
        CL.clGetDeviceInfo(device, property, text.length, Pointer.to(text), null);
        return decode(text);
    }

    String platformText(int property) {
        long[] size = new long[1];
        CL.clGetPlatformInfo(platform, property, 0, null, size);
        byte[] text = new byte[(int) size[0]];
        CL.clGetPlatformInfo(platform, property, text.length, Pointer.to(text), null);
        return decode(text);
    }

    /** Returns a property of type {@code cl_uint}. */
    int number(int property) {
        int[] value = new int[1];
        CL.clGetDeviceInfo(device, property, Integer.BYTES, Pointer.to(value), null);
        return value[0];
    }

    /** Returns a property of type {@code cl_ulong} or {@code size_t}. */
    long size(int property) {
        long[] value = new long[1];
        CL.clGetDeviceInfo(device, property, Long.BYTES, Pointer.to(value), null);
        return value[0];
    }

    /** Returns a property that is three of {@code size_t}. */
    long[] sizes(int property) {
        long[] value = new long[3];
        CL.clGetDeviceInfo(device, property, 3 * Long.BYTES, Pointer.to(value), null);
        return value;
    }

    boolean has(String extension) {
        return (" " + text(CL.CL_DEVICE_EXTENSIONS) + " ").contains(" " + extension + " ");
    }

    /** Returns whether it runs on the host's processor. */
    boolean cpu() {
        return (size(CL.CL_DEVICE_TYPE) & CL.CL_DEVICE_TYPE_CPU) != 0;
    }

    private static String decode(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8).strip();
    }
}
