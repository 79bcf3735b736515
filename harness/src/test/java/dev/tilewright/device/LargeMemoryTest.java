package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LargeMemoryTest {

    /** More than a chunk, and no whole number of chunks. */
    private static final int ELEMENTS = 300_007;

    private static int[] blended(int seed) {
        int[] ones = new int[ELEMENTS];
        Arrays.fill(ones, 1);
        int[] target = new int[ELEMENTS];
        LargeMemory.blend(
                MemorySegment.ofArray(ones),
                MemorySegment.ofArray(new int[ELEMENTS]),
                MemorySegment.ofArray(target),
                seed,
                Integer.BYTES);
        return target;
    }

    @Test
    void aBlendHasAsMuchOfBothEverywhere() {
        int[] target = blended(7);
        for (int from = 0; from + 1000 <= ELEMENTS; from += 1000) {
            assertThat(IntStream.of(target).skip(from).limit(1000).sum()).isBetween(400, 600);
        }
    }

    @Test
    void blendsOfOtherSeedsHaveNoStretchInCommon() {
        int[] one = blended(7);
        int[] other = blended(8);
        int[] again = blended(7);
        assertThat(again).isEqualTo(one);
        int longest = 0;
        int common = 0;
        for (int i = 0; i < ELEMENTS; i++) {
            common = one[i] == other[i] ? common + 1 : 0;
            longest = Math.max(longest, common);
        }
        assertThat(longest).isLessThan(64);
    }

    @Test
    void elementsOfEightBytesStayWhole() {
        double[] first = IntStream.range(0, 1000).mapToDouble(i -> i).toArray();
        double[] second = IntStream.range(0, 1000).mapToDouble(i -> -1 - i).toArray();
        double[] target = new double[1000];
        LargeMemory.blend(
                MemorySegment.ofArray(first),
                MemorySegment.ofArray(second),
                MemorySegment.ofArray(target),
                3,
                Double.BYTES);
        for (int i = 0; i < target.length; i++) {
            assertThat(target[i]).isIn((double) i, -1.0 - i);
        }
        assertThat(Arrays.stream(target).filter(value -> value >= 0).count()).isBetween(400L, 600L);
    }

    @Test
    void vectorsChooseAsPlainLoopsDo() {
        MemorySegment first = MemorySegment.ofArray(IntStream.range(0, ELEMENTS).toArray());
        MemorySegment second = MemorySegment.ofArray(
                IntStream.range(0, ELEMENTS).map(i -> -1 - i).toArray());
        for (int shift : new int[] {0, 1}) {
            for (long from : new long[] {0, 512 << 10}) {
                assertThat(blended(new VectorBlending(), first, second, from, shift))
                        .isEqualTo(blended(new PlainBlending(), first, second, from, shift));
            }
        }
    }

    private static int[] blended(Blending blending, MemorySegment first, MemorySegment second, long from, int shift) {
        int[] target = new int[ELEMENTS];
        blending.blend(first, second, MemorySegment.ofArray(target), from, first.byteSize() - 4, shift, 11);
        return target;
    }

    @Test
    void whoHasBlendedMuchGoesOnWithVectors() {
        Blending.Choice choice = new Blending.Choice(100, 60_000_000_000L);

        assertThat(choice.blending(99)).isInstanceOf(PlainBlending.class);
        assertThat(choice.blending(1)).isInstanceOf(VectorBlending.class);
        assertThat(choice.blending(1)).isInstanceOf(VectorBlending.class);

        assertThat(new Blending.Choice(1, 0).blending(1))
                .as("no time to be compiled in")
                .isInstanceOf(PlainBlending.class);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        MemorySegment three = MemorySegment.ofArray(new int[3]);
        MemorySegment four = MemorySegment.ofArray(new int[4]);
        assertThatIllegalArgumentException().isThrownBy(() -> LargeMemory.blend(three, four, four, 1, Integer.BYTES));
        assertThatIllegalArgumentException().isThrownBy(() -> LargeMemory.blend(four, three, four, 1, Integer.BYTES));
        assertThatIllegalArgumentException().isThrownBy(() -> LargeMemory.blend(three, three, three, 1, Long.BYTES));
    }
}
