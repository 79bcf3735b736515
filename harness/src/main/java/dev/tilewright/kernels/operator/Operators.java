package dev.tilewright.kernels.operator;

import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.kernels.genome.GenomeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operators that there are. A new one is a class of its own and a line here. */
public final class Operators {

    /** The operator that changes the structure of schedules. */
    public static final String STRUCTURAL = Transform.NAME;

    /** The operator that changes numbers and leaves the structure as it is. */
    public static final String NUMERIC = Tune.NAME;

    /** The operator that combines two parents. */
    public static final String CROSSING = Cross.NAME;

    private static final Map<String, Function<GenomeFactory, Operator>> ALL = new LinkedHashMap<>();

    static {
        ALL.put(Sketch.NAME, Sketch::new);
        ALL.put(Transform.NAME, Transform::new);
        ALL.put(Tune.NAME, Tune::new);
        ALL.put(Cross.NAME, Cross::new);
    }

    private Operators() {}

    /** Returns the names that {@link #of} knows. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * Makes an operator.
     *
     * @param factory makes the genomes of its children
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Operator of(String name, GenomeFactory factory) {
        Function<GenomeFactory, Operator> operator = ALL.get(name);
        if (operator == null) {
            throw new IllegalArgumentException(
                    "no generator is called %s; there is %s".formatted(name, String.join(", ", names())));
        }
        return operator.apply(factory);
    }
}
