package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Reducer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A computation compiled for one problem, that computes it in double precision on all cores: the reference that kernels are held
 * against.
 *
 * <p>Sums are plain, not compensated: with n terms they are off by no more than n·2⁻⁵³ of the sum of magnitudes, eight digits better
 * than single precision for any problem that fits in memory. The result does not depend on the number of cores. Intermediates are kept in double
 * precision. An instance may be used by several threads. What is whole by {@link Typing} is computed exactly, and what is stored in a
 * tensor of whole numbers loses its fraction.
 */
public final class ReferenceProgram {

    /** Elements of the target that are computed together: their running sums fit in the first-level cache. */
    private static final int BLOCK = 512;

    /** Outer positions that are computed together, so that what they read in common is read from the second-level cache. */
    private static final int GROUP = 32;

    /** How far a reduction goes for one of several outer positions, or elements, before it goes as far for the next. */
    static final int DEPTH = 64;

    /** Below so many elements, a reduction is shared out among cores and not the elements. */
    static final int FEW = 32;

    /** The number of parts into which such a reduction is cut; fixed, so that the result is the same on every machine. */
    static final int PARTS = 64;

    private static final int BATCHES = 64;

    private record Stage(StagePlan plan, StageCode code) {}

    private final Computation computation;
    private final SequencedMap<String, Integer> elements;
    private final List<Stage> stages;

    private ReferenceProgram(Computation computation, SequencedMap<String, Integer> elements, List<Stage> stages) {
        this.computation = computation;
        this.elements = elements;
        this.stages = stages;
    }

    /**
     * Compiles a computation for given sizes, in some milliseconds.
     *
     * @param sizes the value of every size
     * @throws BoundsException if an access may leave its tensor
     * @throws IllegalArgumentException if a tensor has 2^31 elements or more, or a size has no value
     */
    public static ReferenceProgram compile(Computation computation, Map<String, Long> sizes) {
        Bounds.check(computation, sizes);
        SequencedMap<String, Integer> elements = new LinkedHashMap<>();
        computation.shapes().forEach((tensor, shape) -> elements.put(tensor, elements(tensor, shape, sizes)));
        List<Stage> stages = new ArrayList<>();
        for (Statement statement : computation.statements()) {
            StagePlan plan = StagePlan.of(computation, statement, sizes);
            stages.add(new Stage(plan, StageCompiler.compile(plan)));
        }
        return new ReferenceProgram(computation, elements, stages);
    }

    private static int elements(String tensor, List<Affine> shape, Map<String, Long> sizes) {
        try {
            long count = 1;
            for (Affine dimension : shape) {
                count = Math.multiplyExact(count, dimension.evaluate(sizes));
            }
            return Math.toIntExact(count);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "%s%s has 2^31 elements or more for %s".formatted(tensor, shape, sizes), e);
        }
    }

    /**
     * Computes the outputs.
     *
     * @param inputs every input, row-major; they are not changed
     * @return every output, row-major, in the order of {@link Computation#outputs()}
     * @throws IllegalArgumentException if an input is missing or has the wrong length
     * @throws NumberRangeException if int32 does not hold a whole number for these inputs
     */
    public SequencedMap<String, double[]> run(Map<String, double[]> inputs) {
        double[][] tensors = new double[elements.size()][];
        List<String> given = List.copyOf(computation.inputs());
        List<String> names = List.copyOf(elements.sequencedKeySet());
        for (int t = 0; t < names.size(); t++) {
            String name = names.get(t);
            int length = elements.getOrDefault(name, 0);
            tensors[t] = given.contains(name) ? input(inputs, name, length) : new double[length];
        }
        for (Stage stage : stages) {
            run(stage, tensors);
        }
        SequencedMap<String, double[]> outputs = new LinkedHashMap<>();
        computation.outputs().forEach(output -> outputs.put(output, tensors[names.indexOf(output)]));
        return outputs;
    }

    private static double[] input(Map<String, double[]> inputs, String name, int length) {
        double[] values = inputs.get(name);
        if (values == null) {
            throw new IllegalArgumentException("the input %s is missing".formatted(name));
        }
        if (values.length != length) {
            throw new IllegalArgumentException(
                    "the input %s has %d elements, not %d".formatted(name, values.length, length));
        }
        return values;
    }

    private static void run(Stage stage, double[][] tensors) {
        int outer = stage.plan().outerExtent();
        int width = stage.plan().elementExtent();
        if ((long) outer * width < FEW && !stage.plan().reductions().isEmpty()) {
            for (int position = 0; position < outer; position++) {
                runInParts(stage.plan(), stage.code(), PARTS, () -> tensors, position, width);
            }
            return;
        }
        // Blocks are outermost: neighbouring outer positions read the same panel of an input while it is in the cache.
        long units = (long) outer * Math.ceilDiv(width, BLOCK);
        int batches = (int) Math.min(units, BATCHES);
        IntStream.range(0, batches).parallel().forEach(batch -> {
            double[][][] folded =
                    new double[Math.min(outer, GROUP)][stage.plan().reductions().size()][Math.min(width, BLOCK)];
            long end = units * (batch + 1) / batches;
            long unit = units * batch / batches;
            while (unit < end) {
                int first = (int) (unit % outer);
                int count = (int) Math.min(Math.min(GROUP, outer - first), end - unit);
                int low = (int) (unit / outer) * BLOCK;
                runBlocks(stage, tensors, first, count, low, Math.min(low + BLOCK, width), folded);
                unit += count;
            }
        });
    }

    /** Computes a block of elements at each of {@code count} neighbouring outer positions; each sum goes in its own order all the same. */
    private static void runBlocks(
            Stage stage, double[][] tensors, int first, int count, int low, int high, double[][][] folded) {
        for (int r = 0; r < stage.plan().reductions().size(); r++) {
            StagePlan.Hoisted hoisted = stage.plan().reductions().get(r);
            for (int p = 0; p < count; p++) {
                Arrays.fill(folded[p][r], hoisted.reduction().reducer().identity());
            }
            int extent = stage.plan().extent(hoisted.order().getFirst());
            for (int from = 0; from < extent; from += DEPTH) {
                int to = Math.min(from + DEPTH, extent);
                for (int p = 0; p < count; p++) {
                    stage.code().reduce(r, tensors, first + p, low, high, from, to, folded[p][r]);
                }
            }
        }
        for (int p = 0; p < count; p++) {
            stage.code().finish(tensors, first + p, low, high, folded[p]);
        }
    }

    /**
     * Computes a row of few elements, the outermost loop of each reduction in parts.
     *
     * @param most the number of parts, if the loop is as long
     * @param tensors gives the tensors for each part
     */
    static void runInParts(StagePlan plan, StageCode code, int most, Supplier<Object[]> tensors, int outer, int width) {
        double[][] folded = new double[plan.reductions().size()][width];
        for (int r = 0; r < folded.length; r++) {
            int reduction = r;
            StagePlan.Hoisted hoisted = plan.reductions().get(r);
            Reducer reducer = hoisted.reduction().reducer();
            int extent = plan.extent(hoisted.order().getFirst());
            int parts = Math.min(extent, most);
            double[][] partial = new double[parts][width];
            IntStream.range(0, parts).parallel().forEach(part -> {
                Arrays.fill(partial[part], reducer.identity());
                int from = (int) ((long) extent * part / parts);
                int to = (int) ((long) extent * (part + 1) / parts);
                code.reduce(reduction, tensors.get(), outer, 0, width, from, to, partial[part]);
            });
            Arrays.fill(folded[r], reducer.identity());
            for (double[] part : partial) {
                for (int i = 0; i < width; i++) {
                    folded[r][i] = fold(reducer, folded[r][i], part[i]);
                }
            }
        }
        code.finish(tensors.get(), outer, 0, width, folded);
    }

    private static double fold(Reducer reducer, double a, double b) {
        return switch (reducer) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }
}
