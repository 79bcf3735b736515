package dev.tilewright.kernel;

import java.util.Arrays;

/** The type of a buffer's elements or of a scalar argument. */
public enum ElementType {
    FLOAT32("float32", Float.BYTES),
    FLOAT64("float64", Double.BYTES),
    INT32("int32", Integer.BYTES);

    private final String id;
    private final int bytes;

    ElementType(String id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /** Returns the name used in files. */
    public String id() {
        return id;
    }

    /** Returns the size of one element, in bytes. */
    public int bytes() {
        return bytes;
    }

    /**
     * Finds a type by its {@link #id()}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ElementType of(String id) {
        return Arrays.stream(values())
                .filter(type -> type.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no element type is called " + id));
    }
}
