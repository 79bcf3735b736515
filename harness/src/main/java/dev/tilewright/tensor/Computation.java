package dev.tilewright.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A whole computation, parsed and resolved: statements in order, and the shape of every tensor they mention.
 *
 * <p>A tensor that is assigned but is no output is an intermediate; its shape follows from the statement that assigns it. Every
 * tensor is assigned at most once, and before it is read.
 *
 * @param sizes the names of the sizes that shapes are given in
 * @param shapes the shape of every tensor, inputs first, then in order of assignment; each dimension is affine over the sizes
 * @param outputs the tensors that are the result
 * @param statements the assignments, in order
 * @param whole the tensors whose elements are whole numbers, of type int32
 */
public record Computation(
        List<String> sizes,
        SequencedMap<String, List<Affine>> shapes,
        List<String> outputs,
        List<Statement> statements,
        Set<String> whole) {

    public Computation {
        sizes = List.copyOf(sizes);
        shapes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(shapes));
        outputs = List.copyOf(outputs);
        statements = List.copyOf(statements);
        whole = Collections.unmodifiableSet(new TreeSet<>(whole));
    }

    /**
     * Returns this computation with arguments that are whole numbers; intermediates that are computed as whole numbers are whole, too.
     *
     * @param arguments the inputs and outputs of type int32
     */
    public Computation withWhole(Set<String> arguments) {
        Set<String> known = new TreeSet<>(arguments);
        for (Statement statement : statements) {
            String target = statement.target().tensor();
            if (!outputs.contains(target) && Typing.computesWhole(statement.value(), known)) {
                known.add(target);
            }
        }
        return new Computation(sizes, shapes, outputs, statements, known);
    }

    /** Returns what kind of number each expression of one of the statements is. */
    public Typing typing(Statement statement) {
        return new Typing(whole, whole.contains(statement.target().tensor()));
    }

    /** Returns the tensors that are assigned but are no output, in order of assignment. */
    public List<String> intermediates() {
        return statements.stream()
                .map(statement -> statement.target().tensor())
                .filter(tensor -> !outputs.contains(tensor))
                .toList();
    }

    /** Returns the tensors that no statement assigns, in the order in which they were declared. */
    public SequencedSet<String> inputs() {
        SequencedSet<String> inputs = new LinkedHashSet<>(shapes.keySet());
        statements.forEach(statement -> inputs.remove(statement.target().tensor()));
        return inputs;
    }
}
