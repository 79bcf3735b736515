package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.tensor.ErrorModel;
import dev.tilewright.tensor.NumberRangeException;
import dev.tilewright.tensor.SpotProgram;
import dev.tilewright.tensor.SpotProgram.Element;
import dev.tilewright.tensor.TensorForm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The plainest kernels for a problem: they do what the text says in the task's own precision, in the order of the text or in the opposite
 * one. How far they are off on certain inputs, an honest kernel may be.
 *
 * <p>The error model takes rounding errors to be independent of each other. Terms that are nearly alike are rounded alike, and a running
 * sum of them is further off than the model says. Where that is, these kernels tell.
 *
 * <p>They are compiled when they are first asked. An instance may be used by several threads.
 */
final class PlainKernels {

    /** An honest kernel is off by no more than what is allowed if the plainest are by no more than this part of it. */
    static final double SHARE = 0.4;

    private static final int VARIATIONS = 6;

    /** By which numbers are multiplied, beside 1: no multiple of a power of two. */
    private static final double STEP = 0.0137;

    private final ErrorModel model;
    private final Map<String, Long> sizes;
    private final Map<String, TensorForm> forms;
    private @Nullable List<SpotProgram> programs;

    /** Takes a computation with the precisions of its tensors. */
    PlainKernels(ErrorModel model, Map<String, Long> sizes, Map<String, TensorForm> forms) {
        this.model = model;
        this.sizes = sizes;
        this.forms = forms;
    }

    /** Returns them. */
    synchronized List<SpotProgram> programs() {
        List<SpotProgram> compiled = programs;
        if (compiled == null) {
            compiled = SpotProgram.compilePlain(model, sizes, forms);
            programs = compiled;
        }
        return compiled;
    }

    /**
     * Returns how far an honest kernel may be off in some elements on these inputs, whatever the model says. Terms that are alike are
     * rounded up or down together, as their last digits happen to be, which differ from one kernel to the next. So these kernels are
     * also run on the same inputs with other last digits: all numbers multiplied by a number near 1.
     *
     * @param exact computes the reference
     * @param inputs the contents of every input, by name
     * @param output what is looked at
     * @param indices its elements, in ascending order
     * @return a number for each, 0 where the plainest kernels tell nothing
     */
    double[] allowances(SpotProgram exact, Map<String, MemorySegment> inputs, String output, int... indices) {
        double[] allowed = new double[indices.length];
        for (int variation = 0; variation < VARIATIONS; variation++) {
            Map<String, MemorySegment> varied = variation == 0 ? inputs : scaled(inputs, 1 + variation * STEP);
            try {
                List<Element> references = elements(exact, varied, output, indices);
                for (SpotProgram plain : programs()) {
                    List<Element> results = elements(plain, varied, output, indices);
                    Arrays.setAll(allowed, i -> {
                        double off = Math.abs(results.get(i).value()
                                        - references.get(i).value())
                                / SHARE;
                        return off < Double.POSITIVE_INFINITY ? Math.max(allowed[i], off) : allowed[i];
                    });
                }
            } catch (NumberRangeException beyondRange) {
                return new double[indices.length];
            }
        }
        return allowed;
    }

    private static List<Element> elements(
            SpotProgram program, Map<String, MemorySegment> inputs, String output, int... indices) {
        return program.at(inputs, Map.of(output, indices)).getOrDefault(output, List.of());
    }

    private Map<String, MemorySegment> scaled(Map<String, MemorySegment> inputs, double factor) {
        Map<String, MemorySegment> scaled = new HashMap<>();
        inputs.forEach((name, contents) ->
                scaled.put(name, forms.get(name) == TensorForm.FLOAT32 ? scaled(contents, factor) : contents));
        return scaled;
    }

    private static MemorySegment scaled(MemorySegment contents, double factor) {
        MemorySegment copy = Arena.ofAuto().allocate(contents.byteSize(), Float.BYTES);
        long count = contents.byteSize() / Float.BYTES;
        LongStream.range(0, count).parallel().forEach(i -> {
            double number = contents.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            copy.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (number * factor));
        });
        return copy;
    }
}
