package dev.tilewright.codegen.java;

import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Expression.Function;
import java.util.List;

/** What sets Java for the JVM apart from Java that is compiled for a device: how tensors are reached, and whether there are work-items. */
interface JavaDialect {

    /** Writes the parameter for a tensor. */
    String parameter(ElementType type, String name);

    /** Writes an element of a tensor. */
    String read(String tensor, String place);

    /** Writes the statement, without its semicolon, that stores an element of a tensor. */
    String write(String tensor, String place, String value);

    /** Tells whether an element of a tensor may stand before {@code +=}. */
    boolean assignsElements();

    /** Writes a call of an element function. */
    String call(Function function, ElementType type, List<String> arguments);

    /** Returns how tightly the text of a call binds: 4 as a call, 3 as a cast, 2 as a division. */
    int callLevel(Function function, ElementType type);

    /** Writes the declaration of an array that the work-items of a group share. */
    String local(Identifiers names, ElementType type, String name, long elements);

    /** Writes the number of the group, along a dimension. */
    String group(Identifiers names, int dimension);

    /** Writes the number of the work-item in its group, along a dimension. */
    String item(Identifiers names, int dimension);

    /** Writes the number of the work-item in the grid, along a dimension. */
    String global(Identifiers names, int dimension);

    /**
     * Writes the call with which all work-items of a group meet.
     *
     * @param global whether they see what the others wrote to tensors before, and not to local memory alone
     */
    String barrier(Identifiers names, boolean global);
}
