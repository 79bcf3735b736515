package dev.tilewright.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * The elements of a tensor, each computed when it is asked for. The last ones that were asked for are remembered: a mean of a row is
 * computed once for all elements of that row. For one thread.
 */
final class ElementsOnDemand {

    /** Places for elements at first: single elements that are asked for once need no more. */
    private static final int SMALLEST_CACHE = 1 << 6;

    /** At the most; the inner loops of most computations go over fewer elements again and again. */
    private static final int LARGEST_CACHE = 1 << 14;

    /** Knuth's multiplicative hash, so that elements that are a power of two apart do not meet in one place. */
    private static final int MIX = 0x9E3779B1;

    private static final int NONE = -1;

    private final StagePlan plan;
    private final StageCode code;
    private final Object[] tensors;
    private final int width;
    private final int most;
    private final double[][] folded;
    private final int[] extents;
    private int[] keys = empty(SMALLEST_CACHE);
    private double[] values = new double[SMALLEST_CACHE];
    private int shift = shift(SMALLEST_CACHE);
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
        width = plan.elementExtent();
        most = Math.clamp(2L * Integer.highestOneBit(elements), SMALLEST_CACHE, LARGEST_CACHE);
        folded = new double[plan.reductions().size()][1];
        extents = plan.reductions().stream()
                .mapToInt(reduction -> plan.extent(reduction.order().getFirst()))
                .toArray();
    }

    private static int[] empty(int places) {
        int[] keys = new int[places];
        Arrays.fill(keys, NONE);
        return keys;
    }

    private static int shift(int places) {
        return Integer.numberOfLeadingZeros(places) + 1;
    }

    /** Returns the element at a row-major index. */
    double at(int index) {
        int place = (index * MIX) >>> shift;
        return keys[place] == index ? values[place] : compute(index);
    }

    private double compute(int index) {
        for (int r = 0; r < folded.length; r++) {
            folded[r][0] = identity(r);
            reduce(r, index, 0, extents[r], folded[r]);
        }
        return finish(index, folded);
    }

    /**
     * Computes elements of several tensors that have one shape. The reductions of all go equally far before any goes further: what they read
     * in common, a column that is spread over memory for example, is read once.
     *
     * @param indices row-major indices
     * @param depth how far each reduction goes before the next does
     * @return for each tensor its elements, in the order of the indices
     */
    static List<double[]> together(List<ElementsOnDemand> tensors, int[] indices, int depth) {
        int count = tensors.size();
        double[][][][] partial = new double[count][indices.length][][];
        int longest = 0;
        for (int t = 0; t < count; t++) {
            ElementsOnDemand tensor = tensors.get(t);
            Arrays.setAll(partial[t], _ -> tensor.identities());
            for (int r = 0; r < tensor.folded.length; r++) {
                longest = Math.max(longest, tensor.extents[r]);
            }
        }
        for (int from = 0; from < longest; from += depth) {
            int to = Math.min(longest, from + depth);
            for (int t = 0; t < count; t++) {
                for (int i = 0; i < indices.length; i++) {
                    tensors.get(t).reduce(indices[i], from, to, partial[t][i]);
                }
            }
        }
        double[][] found = new double[count][indices.length];
        for (int t = 0; t < count; t++) {
            for (int i = 0; i < indices.length; i++) {
                found[t][i] = tensors.get(t).finish(indices[i], partial[t][i]);
            }
        }
        return List.of(found);
    }

    private double[][] identities() {
        double[][] identities = new double[plan.reductions().size()][1];
        for (int r = 0; r < identities.length; r++) {
            identities[r][0] = identity(r);
        }
        return identities;
    }

    private double identity(int reduction) {
        return plan.reductions().get(reduction).reduction().reducer().identity();
    }

    /** Goes on with every reduction, as far as it goes. */
    private void reduce(int index, int from, int to, double[][] partial) {
        for (int r = 0; r < partial.length; r++) {
            if (from < extents[r]) {
                reduce(r, index, from, Math.min(extents[r], to), partial[r]);
            }
        }
    }

    private void reduce(int reduction, int index, int from, int to, double[] partial) {
        int low = index % width;
        code.reduce(reduction, tensors, index / width, low, low + 1, from, to, partial);
    }

    private double finish(int index, double[][] results) {
        int low = index % width;
        code.finish(tensors, index / width, low, low + 1, results);
        return last;
    }

    /** Takes an element that was computed. */
    void set(int index, double value) {
        last = value;
        int place = (index * MIX) >>> shift;
        if (keys[place] != NONE && keys[place] != index && keys.length < most) {
            grow();
            place = (index * MIX) >>> shift;
        }
        keys[place] = index;
        values[place] = value;
    }

    private void grow() {
        int[] known = keys;
        double[] theirs = values;
        keys = empty(4 * known.length);
        values = new double[keys.length];
        shift = shift(keys.length);
        for (int i = 0; i < known.length; i++) {
            if (known[i] != NONE) {
                int place = (known[i] * MIX) >>> shift;
                keys[place] = known[i];
                values[place] = theirs[i];
            }
        }
    }
}
