package dev.tilewright.tensor;

import dev.tilewright.tensor.ErrorModel.ErrorBound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A computation compiled for one problem, that computes single elements of its outputs in double precision, each with the bound of its
 * error: what a few elements need, and nothing else. A result of a billion operations is held against some hundred elements in
 * milliseconds.
 *
 * <p>Tensors of few elements, such as the sum of a vector, are computed first, each reduction in parts on all cores. All others are
 * computed element by element when something asks for them. An instance may be used by several threads.
 */
public final class SpotProgram {

    /** Requests that one core answers in a row, so that neighbours share what they need. */
    private static final int BATCHES = 64;

    private record Stage(StagePlan plan, StageCode code, int tensor, int elements, boolean few) {}

    private final List<String> names;
    private final List<String> inputs;
    private final List<Stage> stages;
    private final SequencedMap<String, ErrorBound> bounds;
    private final int parts;
    private final int depth;

    private SpotProgram(
            Computation computation,
            List<Stage> stages,
            SequencedMap<String, ErrorBound> bounds,
            int parts,
            int depth) {
        names = List.copyOf(computation.shapes().sequencedKeySet());
        inputs = List.copyOf(computation.inputs());
        this.stages = stages;
        this.bounds = bounds;
        this.parts = parts;
        this.depth = depth;
    }

    /**
     * One element.
     *
     * @param index its row-major index
     * @param value its value
     * @param bound how far an honest kernel's may be from it
     */
    public record Element(int index, double value, double bound) {}

    /**
     * Compiles a computation for given sizes, in some milliseconds.
     *
     * @param model the computation with the bounds of its errors
     * @param forms what holds each input
     * @throws BoundsException if an access may leave its tensor
     */
    public static SpotProgram compile(ErrorModel model, Map<String, Long> sizes, Map<String, TensorForm> forms) {
        Computation computation = model.computation();
        return new SpotProgram(
                computation,
                stages(computation, sizes, forms, _ -> Rounding.NONE),
                model.outputs(),
                ReferenceProgram.PARTS,
                ReferenceProgram.DEPTH);
    }

    /**
     * Compiles what the plainest kernels compute: every operation rounded to the precision of its tensor, and every sum one running sum.
     * Elements have no bounds.
     *
     * @param model the computation with the precisions of its tensors
     * @param forms what holds each input
     * @return a kernel that sums in the order of the text, and one that sums in the opposite order
     */
    public static List<SpotProgram> compilePlain(
            ErrorModel model, Map<String, Long> sizes, Map<String, TensorForm> forms) {
        return List.of(plain(model, sizes, forms, Rounding.FORWARD), plain(model, sizes, forms, Rounding.BACKWARD));
    }

    private static SpotProgram plain(
            ErrorModel model, Map<String, Long> sizes, Map<String, TensorForm> forms, Rounding rounding) {
        Computation computation = model.given();
        SequencedMap<String, ErrorBound> none = new LinkedHashMap<>();
        computation.outputs().forEach(output -> none.put(output, new ErrorBound(0, 0, "")));
        return new SpotProgram(
                computation,
                stages(
                        computation,
                        sizes,
                        forms,
                        tensor -> model.precision(tensor) == Precision.SINGLE ? rounding : Rounding.NONE),
                none,
                1,
                Integer.MAX_VALUE);
    }

    private static List<Stage> stages(
            Computation computation,
            Map<String, Long> sizes,
            Map<String, TensorForm> forms,
            Function<String, Rounding> rounding) {
        Bounds.check(computation, sizes);
        List<String> names = List.copyOf(computation.shapes().sequencedKeySet());
        Map<String, TensorForm> all = new LinkedHashMap<>(forms);
        Map<String, Integer> elements = new LinkedHashMap<>();
        for (Statement statement : computation.statements()) {
            String tensor = statement.target().tensor();
            int count = elements(computation.shapes().getOrDefault(tensor, List.of()), sizes);
            elements.put(tensor, count);
            all.put(tensor, count < ReferenceProgram.FEW ? TensorForm.DOUBLES : TensorForm.ON_DEMAND);
        }
        List<Stage> stages = new ArrayList<>();
        for (Statement statement : computation.statements()) {
            String tensor = statement.target().tensor();
            StagePlan plan = StagePlan.ofElements(computation, statement, sizes);
            int count = elements.getOrDefault(tensor, 0);
            StageCode code = StageCompiler.compile(plan, all, rounding.apply(tensor));
            stages.add(new Stage(plan, code, names.indexOf(tensor), count, count < ReferenceProgram.FEW));
        }
        return stages;
    }

    private static int elements(List<Affine> shape, Map<String, Long> sizes) {
        long count = 1;
        for (Affine dimension : shape) {
            count = Math.multiplyExact(count, dimension.evaluate(sizes));
        }
        return Math.toIntExact(count);
    }

    /**
     * Computes elements.
     *
     * @param given every input, in the form that it was compiled for
     * @param wanted for every output that is asked for, the row-major indices of its elements; best in ascending order
     * @return the same elements, by output
     */
    public SequencedMap<String, List<Element>> at(Map<String, ?> given, Map<String, int[]> wanted) {
        Object[] tensors = new Object[names.size()];
        for (String input : inputs) {
            Object holder = given.get(input);
            if (holder == null) {
                throw new IllegalArgumentException("the input %s is missing".formatted(input));
            }
            tensors[names.indexOf(input)] = holder;
        }
        computeFew(tensors);
        SequencedMap<String, List<Element>> found = new LinkedHashMap<>();
        wanted.forEach((output, indices) -> found.put(output, at(tensors, output, indices)));
        return found;
    }

    private void computeFew(Object[] tensors) {
        for (Stage stage : stages) {
            if (stage.few()) {
                tensors[stage.tensor()] = new double[stage.elements()];
            }
        }
        for (Stage stage : stages) {
            if (stage.few()) {
                int width = stage.plan().elementExtent();
                for (int outer = 0; outer < stage.plan().outerExtent(); outer++) {
                    ReferenceProgram.runInParts(stage.plan(), stage.code(), parts, () -> own(tensors), outer, width);
                }
            }
        }
    }

    /** Returns the tensors with elements on demand that are one thread's own. */
    private Object[] own(Object[] shared) {
        Object[] tensors = shared.clone();
        for (Stage stage : stages) {
            if (!stage.few()) {
                tensors[stage.tensor()] = new ElementsOnDemand(stage.plan(), stage.code(), stage.elements(), tensors);
            }
        }
        return tensors;
    }

    private List<Element> at(Object[] shared, String output, int[] indices) {
        ErrorBound bound = bounds.get(output);
        if (bound == null) {
            throw new IllegalArgumentException("the computation has no output " + output);
        }
        int[] order = order(output, indices);
        int batches = Math.min(BATCHES, indices.length);
        Element[] found = new Element[indices.length];
        IntStream.range(0, batches).parallel().forEach(batch -> {
            int from = (int) ((long) indices.length * batch / batches);
            int to = (int) ((long) indices.length * (batch + 1) / batches);
            int[] some = Arrays.stream(order, from, to).map(i -> indices[i]).toArray();
            double[][] elements = elements(own(shared), names.indexOf(output), names.indexOf(bound.rest()), some);
            for (int i = 0; i < some.length; i++) {
                double exact = elements[0][i];
                found[order[from + i]] = new Element(some[i], exact, bound.of(exact, elements[1][i]));
            }
        });
        return List.of(found);
    }

    /** Returns the order in which elements are computed best, as places in {@code indices}: as they come, or column by column. */
    private int[] order(String output, int[] indices) {
        Optional<Integer> width = stages.stream()
                .filter(stage ->
                        stage.tensor() == names.indexOf(output) && stage.plan().readsColumns())
                .map(stage -> stage.plan().elementExtent())
                .findFirst();
        IntStream places = IntStream.range(0, indices.length);
        return width.map(row -> places.boxed()
                        .sorted(Comparator.comparingInt(place -> indices[place] % row))
                        .mapToInt(place -> place)
                        .toArray())
                .orElseGet(places::toArray);
    }

    /** Computes elements of a tensor, and those of another at the same places; zeros if there is no other. */
    private double[][] elements(Object[] tensors, int value, int rest, int[] indices) {
        List<ElementsOnDemand> onDemand = IntStream.of(value, rest)
                .filter(tensor -> tensor >= 0)
                .mapToObj(tensor -> tensors[tensor])
                .filter(ElementsOnDemand.class::isInstance)
                .map(ElementsOnDemand.class::cast)
                .toList();
        Iterator<double[]> computed =
                ElementsOnDemand.together(onDemand, indices, depth).iterator();
        return IntStream.of(value, rest)
                .mapToObj(tensor -> {
                    if (tensor < 0) {
                        return new double[indices.length];
                    }
                    return tensors[tensor] instanceof double[] all
                            ? Arrays.stream(indices).mapToDouble(i -> all[i]).toArray()
                            : computed.next();
                })
                .toArray(double[][]::new);
    }
}
