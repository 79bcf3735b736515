package dev.tilewright.tensor;

import java.util.Arrays;

/**
 * The elements of a tensor, each computed when it is asked for. The last ones that were asked for are remembered: a mean of a row is
 * computed once for all elements of that row. For one thread.
 */
final class ElementsOnDemand {

    /** Places for elements; the inner loops of most computations go over fewer elements again and again. */
    private static final int LARGEST_CACHE = 1 << 14;

    /** Knuth's multiplicative hash, so that elements that are a power of two apart do not meet in one place. */
    private static final int MIX = 0x9E3779B1;

    private static final int NONE = -1;

    private final StagePlan plan;
    private final StageCode code;
    private final Object[] tensors;
    private final double[][] folded;
    private final int width;
    private final int shift;
    private final int[] keys;
    private final double[] values;
    private double last;

    /**
     * Takes a statement that was compiled for this form of its target.
     *
     * @param elements the number of elements of the target
     * @param tensors every tensor of the computation
     */
    ElementsOnDemand(StagePlan plan, StageCode code, int elements, Object[] tensors) {
        this.plan = plan;
        this.code = code;
        this.tensors = tensors;
        folded = new double[plan.reductions().size()][1];
        width = plan.elementExtent();
        int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(Math.min(elements, LARGEST_CACHE) - 1));
        shift = 32 - bits;
        keys = new int[1 << bits];
        Arrays.fill(keys, NONE);
        values = new double[1 << bits];
    }

    /** Returns the element at a row-major index. */
    double at(int index) {
        int place = (index * MIX) >>> shift;
        return keys[place] == index ? values[place] : compute(index);
    }

    private double compute(int index) {
        int outer = index / width;
        int low = index % width;
        for (int r = 0; r < folded.length; r++) {
            StagePlan.Hoisted hoisted = plan.reductions().get(r);
            folded[r][0] = hoisted.reduction().reducer().identity();
            int extent = plan.extent(hoisted.order().getFirst());
            code.reduce(r, tensors, outer, low, low + 1, 0, extent, folded[r]);
        }
        code.finish(tensors, outer, low, low + 1, folded);
        return last;
    }

    /** Takes an element that was computed. */
    void set(int index, double value) {
        int place = (index * MIX) >>> shift;
        keys[place] = index;
        values[place] = value;
        last = value;
    }
}
