package dev.tilewright.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Loads of elements from memory, which compiled statements call. */
final class TensorMemory {

    private TensorMemory() {}

    static double single(MemorySegment memory, int index) {
        return memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) index * Float.BYTES);
    }

    static double wide(MemorySegment memory, int index) {
        return memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, (long) index * Double.BYTES);
    }

    static double whole(MemorySegment memory, int index) {
        return memory.get(ValueLayout.JAVA_INT_UNALIGNED, (long) index * Integer.BYTES);
    }
}
