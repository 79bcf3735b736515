package dev.tilewright.device.tornado;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device as TornadoVM lists it.
 *
 * @param backend the number of TornadoVM's backend
 * @param number the number of the device within that
 * @param language what its kernels are compiled to, {@code OPENCL} or {@code PTX}
 * @param type {@code CPU}, {@code GPU} or another word
 * @param platform who made the driver
 * @param name what the driver calls it
 * @param description lines of properties
 * @param computeUnits its compute units
 * @param groupSize most work-items of a group
 * @param localBytes local memory of a group, in bytes
 * @param memoryBytes its memory, in bytes
 * @param allocationBytes largest single buffer, in bytes
 */
record ListedDevice(
        int backend,
        int number,
        String language,
        String type,
        String platform,
        String name,
        String description,
        int computeUnits,
        long groupSize,
        long localBytes,
        long memoryBytes,
        long allocationBytes) {

    boolean cpu() {
        return type.equals("CPU");
    }

    /** Returns a property from the description, or {@code otherwise}. */
    String property(String label, String otherwise) {
        Matcher line = Pattern.compile("(?m)^\\s*" + Pattern.quote(label) + "\\s*:\\s*(\\S.*?)\\s*$")
                .matcher(description);
        return line.find() ? line.group(1) : otherwise;
    }
}
