package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Reorders loops: the named ones take, in the order given, the places that they occupied. Known as interchange.
 *
 * <p>Any order is right (see {@link Nest}), but a bound loop stays outside and a vector loop innermost.
 *
 * @param order the names of at least two loops
 */
public record Reorder(List<String> order) implements NestTransformation {

    /** What all reorderings have in common. */
    public static final Kind KIND =
            Kind.of("reorder", arguments -> new Reorder(arguments.texts())).proposing(Reorder::proposals);

    public Reorder {
        order = List.copyOf(order);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return order;
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (order.size() < 2 || new HashSet<>(order).size() != order.size()) {
            throw new IllegalTransformationException("reorder needs two or more loops, each once, not " + order);
        }
        List<Integer> places = new ArrayList<>();
        Loop first = nest.loop(order.getFirst());
        for (String name : order) {
            Loop loop = nest.loop(name);
            if (loop.kind() == Loop.Kind.VECTOR) {
                throw new IllegalTransformationException("vector loop %s stays innermost".formatted(name));
            }
            if ((loop.bound() || first.bound()) && loop.kind() != first.kind()) {
                throw new IllegalTransformationException(
                        "loops %s and %s cannot change places: bound loops stay outside".formatted(first.name(), name));
            }
            places.add(nest.position(name));
        }
        places.sort(null);
        List<Loop> loops = new ArrayList<>(nest.loops());
        for (int i = 0; i < order.size(); i++) {
            loops.set(places.get(i), nest.loop(order.get(i)));
        }
        return nest.withLoops(loops);
    }

    private static List<Transformation> proposals(Nest nest) {
        List<Transformation> proposals = new ArrayList<>();
        List<Loop> loops = nest.loops();
        for (int i = 0; i < loops.size(); i++) {
            for (int j = i + 1; j < loops.size(); j++) {
                proposals.add(
                        new Reorder(List.of(loops.get(j).name(), loops.get(i).name())));
            }
        }
        return proposals;
    }
}
