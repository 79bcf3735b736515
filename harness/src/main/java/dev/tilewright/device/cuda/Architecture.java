package dev.tilewright.device.cuda;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An architecture of NVIDIA's GPUs that code is compiled for without having one.
 *
 * <p>What a group and a multiprocessor hold follows from the architecture (CUDA C++ Programming Guide, "Technical Specifications per
 * Compute Capability"); numbers of multiprocessors, caches and memories differ from model to model, and are those of a well-known one,
 * by NVIDIA's data sheets. They steer what is generated, and no time is ever derived from them.
 *
 * @param name {@code sm_90}
 */
public record Architecture(String name) {

    private static final Pattern ID = Pattern.compile("cuda:sm_\\d{2,3}");
    private static final int WARP = 32;
    private static final int GROUP_SIZE = 1024;
    private static final long REGISTERS = 64 << 10;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    /**
     * A row of the tables.
     *
     * @param units multiprocessors of the model
     * @param cacheMib second-level cache of the model
     * @param memoryGib memory of the model
     * @param groupKib shared memory that a group may opt in to
     * @param unitKib shared memory of a multiprocessor
     */
    private record Row(
            String name,
            String model,
            int units,
            int cacheMib,
            int memoryGib,
            int groupKib,
            int unitKib,
            int unitItems,
            int unitGroups) {}

    private static final List<Row> ROWS = List.of(
            new Row("sm_75", "T4", 40, 4, 16, 64, 64, 1024, 16),
            new Row("sm_80", "A100", 108, 40, 40, 163, 164, 2048, 32),
            new Row("sm_86", "GeForce RTX 3090", 82, 6, 24, 99, 100, 1536, 16),
            new Row("sm_89", "GeForce RTX 4090", 128, 72, 24, 99, 100, 1536, 24),
            new Row("sm_90", "H100 SXM", 132, 50, 80, 227, 228, 2048, 32),
            new Row("sm_100", "B200", 148, 126, 180, 227, 228, 2048, 32),
            new Row("sm_120", "GeForce RTX 5090", 170, 96, 32, 99, 100, 1536, 24));

    /** What all architectures have in common, for those that the tables leave out. */
    private static final Row OTHER = new Row("", "", 40, 4, 16, 64, 64, 1024, 16);

    /** Returns whether {@code id}, as it is given for a device, names an architecture: {@code cuda:sm_90}. */
    public static boolean isNamedBy(String id) {
        return ID.matcher(id).matches();
    }

    /** Returns the architecture that such an id names. */
    public static Architecture named(String id) {
        if (!isNamedBy(id)) {
            throw new IllegalArgumentException(id + " names no architecture");
        }
        return new Architecture(id.substring(id.indexOf(':') + 1));
    }

    static Architecture of(int major, int minor) {
        return new Architecture("sm_%d%d".formatted(major, minor));
    }

    /** Returns the model whose facts stand for the architecture; empty if the tables leave it out. */
    public Optional<String> model() {
        return row().map(Row::model);
    }

    private Optional<Row> row() {
        return ROWS.stream().filter(row -> row.name().equals(name)).findFirst();
    }

    /** Returns what a device of the architecture can hold. */
    public DeviceFacts facts() {
        Row row = row().orElse(OTHER);
        String digits = name.substring(name.indexOf('_') + 1);
        String capability = digits.substring(0, digits.length() - 1) + "." + digits.charAt(digits.length() - 1);
        return new DeviceFacts(
                row.units(),
                1,
                GROUP_SIZE,
                row.groupKib() * KIB,
                row.cacheMib() * MIB,
                row.memoryGib() * GIB,
                row.memoryGib() * GIB,
                false,
                Optional.of(new GpuFacts(
                        capability, WARP, row.unitItems(), row.unitGroups(), REGISTERS, row.unitKib() * KIB, 0, 0)));
    }
}
