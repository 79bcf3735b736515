package dev.tilewright.device;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Blends with the processor's widest vectors, where this JVM was started with {@code --add-modules jdk.incubator.vector}. */
final class VectorBlending implements Blending {

    private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private final Blending rest = new PlainBlending();

    @Override
    public void blend(
            MemorySegment first, MemorySegment second, MemorySegment target, long from, long end, int shift, int seed) {
        long whole = from + (end - from) / SPECIES.vectorByteSize() * SPECIES.vectorByteSize();
        vectors(first, second, target, from, whole, shift, seed);
        if (whole < end) {
            rest.blend(first, second, target, whole, end, shift, seed);
        }
    }

    private static void vectors(
            MemorySegment first, MemorySegment second, MemorySegment target, long from, long end, int shift, int seed) {
        IntVector steps = IntVector.zero(SPECIES)
                .addIndex(1)
                .lanewise(VectorOperators.LSHR, shift)
                .mul(WEYL);
        int start = (int) (from / Integer.BYTES >> shift) * WEYL + seed;
        int step = (SPECIES.length() >> shift) * WEYL;
        for (long at = from; at < end; at += SPECIES.vectorByteSize()) {
            IntVector bits = steps.add(start);
            bits = bits.lanewise(VectorOperators.XOR, bits.lanewise(VectorOperators.LSHR, 16))
                    .mul(FIRST_FACTOR);
            bits = bits.lanewise(VectorOperators.XOR, bits.lanewise(VectorOperators.LSHR, 13))
                    .mul(SECOND_FACTOR);
            IntVector others = IntVector.fromMemorySegment(SPECIES, second, at, ORDER);
            IntVector.fromMemorySegment(SPECIES, first, at, ORDER)
                    .lanewise(VectorOperators.XOR, others)
                    .and(bits.lanewise(VectorOperators.ASHR, Integer.SIZE - 1))
                    .lanewise(VectorOperators.XOR, others)
                    .intoMemorySegment(target, at, ORDER);
            start += step;
        }
    }
}
