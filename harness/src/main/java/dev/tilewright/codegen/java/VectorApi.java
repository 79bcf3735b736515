package dev.tilewright.codegen.java;

import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.Set;

/** What a class needs of the Vector API for vectors of one type: their names, and members for what is not a method there. */
final class VectorApi {

    private final ElementType type;
    private final Identifiers names;
    private final Set<String> members;

    /** Puts what the class must have beside its entry points among {@code members}. */
    VectorApi(ElementType type, Identifiers names, Set<String> members) {
        this.type = type;
        this.names = names;
        this.members = members;
    }

    /** Returns the class of vectors. */
    String type() {
        return switch (type) {
            case FLOAT32 -> "FloatVector";
            case FLOAT64 -> "DoubleVector";
            case INT32 -> "IntVector";
        };
    }

    private String boxed() {
        return switch (type) {
            case FLOAT32 -> "Float";
            case FLOAT64 -> "Double";
            case INT32 -> "Integer";
        };
    }

    /** Names the species of vectors of so many lanes, as the Vector API does. */
    private String constant(int lanes) {
        return "%s.SPECIES_%d".formatted(type(), lanes * type.bytes() * 8);
    }

    /** Returns a constant that holds the species of vectors of so many lanes. */
    String species(int lanes) {
        String name = names.own("LANES_" + lanes);
        members.add("private static final VectorSpecies<%s> %s = %s;".formatted(boxed(), name, constant(lanes)));
        return name;
    }

    /**
     * Returns a function that folds lanes one after the other. {@code reduceLanes} adds in an order that is not defined, and differs
     * between the interpreter and the compilers, so that a kernel would change its result while it warms up.
     */
    String fold(Reducer reducer) {
        String name = names.own(reducer == Reducer.SUM ? "sumLanes" : "multiplyLanes");
        String scalar = JavaEmitter.type(type);
        members.add("""
                private static %1$s %2$s(%3$s vector) {
                    %1$s[] lanes = vector.toArray();
                    %1$s result = lanes[0];
                    for (int lane = 1; lane < lanes.length; ++lane) {
                        result %4$s= lanes[lane];
                    }
                    return result;
                }""".formatted(scalar, name, type(), reducer == Reducer.SUM ? "+" : "*"));
        return name;
    }

    /** Returns a shuffle that takes every second lane of two vectors. */
    String shuffle(int lanes, String which, int part) {
        String name = names.own("%s_%d".formatted(which, lanes));
        members.add("private static final VectorShuffle<%s> %s = VectorShuffle.makeUnzip(%s, %d);"
                .formatted(boxed(), name, constant(lanes), part));
        return name;
    }
}
