package dev.tilewright.codegen.c;

import dev.tilewright.codegen.emit.SourceText;
import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.TensorUse;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.List;

/**
 * What sets one language of C's family apart: the words around the statements that they all share, and its vectors. One instance
 * writes one source file, and collects what the file must define for it.
 */
interface CDialect {

    /** Writes what stands before the body of an entry point: its attributes, name and parameters, and an opening brace. */
    void signature(SourceText text, Procedure procedure, List<String> parameters);

    /** Writes the parameter for a tensor. */
    String parameter(ElementType type, String name, TensorUse use);

    /**
     * Writes the declaration of an array in local memory.
     *
     * @param declarator the name and extents
     * @param lanes how many neighbours are read from it as one aligned vector; 1 if none are
     */
    String local(ElementType type, String declarator, int lanes);

    /** Writes the number of the work-item in its group, along a dimension. */
    String item(int dimension);

    /** Writes the number of the group, along a dimension. */
    String group(int dimension);

    /**
     * Writes the number of the work-item in the grid.
     *
     * @param dimension the dimension
     * @param items how many work-items a group has along it
     * @param multiplied whether the number is multiplied with something
     */
    String global(int dimension, long items, boolean multiplied);

    /**
     * Writes the call with which all work-items of a group meet.
     *
     * @param global whether they see what the others wrote to tensors before, and not to local memory alone
     */
    String barrier(boolean global);

    /** Writes the type of whole numbers of 64 bits. */
    String wide();

    /** Writes positive infinity, or the largest integer. */
    String highest(ElementType type);

    /** Writes negative infinity, or the smallest integer. */
    String lowest(ElementType type);

    /**
     * Returns the name of a function.
     *
     * @param type the type of its arguments
     * @param lanes how many lanes each argument has
     */
    String function(Function function, ElementType type, List<Integer> lanes);

    /** Returns the name of a function that may be less exact than {@link #function}; the same where the compiler sees to it. */
    default String relaxed(Function function, ElementType type, List<Integer> lanes) {
        return function(function, type, lanes);
    }

    /**
     * Makes sure that an operator may be written.
     *
     * @param symbol the operator, {@code +} or {@code +=}
     * @param type the type of its operands
     * @param lanes how many lanes each operand has; a minus with one operand negates
     */
    void operator(String symbol, ElementType type, List<Integer> lanes);

    /** Writes the type of a vector. */
    String vector(ElementType type, int lanes);

    /** Writes a scalar, spread over lanes. */
    String spread(ElementType type, int lanes, String scalar);

    /**
     * Writes a vector that is read from memory.
     *
     * @param element the first element
     * @param aligned whether it certainly lies at a multiple of the vector's size
     */
    String load(ElementType type, int lanes, String element, boolean aligned);

    /** Writes the statement, without its semicolon, that stores a vector; see {@link #load}. */
    String store(ElementType type, int lanes, String element, boolean aligned, String value);

    /** Writes the statement, without its semicolon, that stores an aligned vector past the caches. */
    String streamingStore(ElementType type, int lanes, String element, String value);

    /** Returns the name of a function that folds the lanes of a vector into one. */
    String fold(Reducer reducer, ElementType type, int lanes);

    /** Returns the name of a function that adds the product of two fragments to accumulators; see {@link Code.MultiplyFragments}. */
    String multiplyFragments();

    /** Returns the name of a function that transposes a square, given as an array of as many vectors as each has lanes. */
    String transpose(ElementType type, int lanes);

    /** Returns the name of a function that asks for the cache line of an element, given its address. */
    String prefetch(ElementType type);

    /** Writes a scalar's type. */
    static String scalar(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case INT32 -> "int";
        };
    }
}
