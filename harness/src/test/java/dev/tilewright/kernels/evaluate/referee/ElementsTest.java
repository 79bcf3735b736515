package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementsTest {

    private static final int COUNT = 200_001;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private MemorySegment floats(float all) {
        MemorySegment memory = arena.allocate((long) COUNT * Float.BYTES, 64);
        for (int i = 0; i < COUNT; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, all);
        }
        return memory;
    }

    @ParameterizedTest
    @ValueSource(
            floats = {
                0,
                -0f,
                1,
                -1,
                Float.MAX_VALUE,
                -Float.MAX_VALUE,
                Float.MIN_VALUE,
                -Float.MIN_VALUE,
                Float.MIN_NORMAL
            })
    void everyNumberIsFinite(float number) {
        assertThat(Elements.notFinite(floats(number), ElementType.FLOAT32)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00000, 0x7F800001, 0x7FFFFFFF, 0xFFFFFFFF})
    void oneThatIsNotIsFoundWhereItIs(int bits) {
        for (int place : List.of(0, 65_535, 65_536, COUNT - 1)) {
            MemorySegment memory = floats(-Float.MAX_VALUE);
            memory.setAtIndex(ValueLayout.JAVA_INT, place, bits);
            assertThat(Elements.notFinite(memory, ElementType.FLOAT32)).contains((long) place);
        }
    }

    @Test
    void inDoublePrecisionAsWell() {
        MemorySegment memory = arena.allocate((long) COUNT * Double.BYTES, 64);
        assertThat(Elements.notFinite(memory, ElementType.FLOAT64)).isEmpty();
        memory.setAtIndex(ValueLayout.JAVA_DOUBLE, COUNT - 1, Double.POSITIVE_INFINITY);
        assertThat(Elements.notFinite(memory, ElementType.FLOAT64)).contains(COUNT - 1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7FC00000})
    void wordsAreCounted(int word) {
        MemorySegment memory = arena.allocate((long) COUNT * Integer.BYTES, 64);
        for (int i = 0; i < COUNT; i++) {
            memory.setAtIndex(ValueLayout.JAVA_INT, i, i % 3 == 0 ? word : word + i);
        }
        assertThat(Elements.count(memory, word)).isEqualTo((COUNT + 2) / 3);
    }
}
