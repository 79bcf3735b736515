package dev.tilewright.tensor;

/**
 * One statement, compiled. Its free indices are an outer position, which counts through all of them but the last, and the last one,
 * of which a call handles a block.
 */
interface StageCode {

    /**
     * Folds part of a reduction into {@code folded}, for a block of elements of the target.
     *
     * @param reduction which of the statement's reductions
     * @param tensors every tensor of the computation, in the order of its shapes, each in the form that the code was compiled for
     * @param outer the outer position
     * @param low the first value of the last free index
     * @param high the end of its values, exclusive
     * @param from the first value of the reduction's outermost index
     * @param to the end of its values, exclusive
     * @param folded what has been folded so far, the element of {@code low} first
     */
    void reduce(int reduction, Object[] tensors, int outer, int low, int high, int from, int to, double[] folded);

    /**
     * Computes a block of elements of the target.
     *
     * @param folded the result of every reduction, the element of {@code low} first
     */
    void finish(Object[] tensors, int outer, int low, int high, double[][] folded);
}
