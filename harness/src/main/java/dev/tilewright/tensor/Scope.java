package dev.tilewright.tensor;

import dev.tilewright.tensor.Lexer.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What names mean at a place in a statement.
 *
 * @param tokens where errors are shown
 * @param sizes the names of the sizes
 * @param declared the tensors that have a shape before the first statement
 * @param outputs the tensors that have no value before a statement assigns them
 * @param shapes the shapes of the tensors that may be read
 * @param ranges the indices of the statement and how far they run
 * @param indices the indices in scope, the innermost first
 */
record Scope(
        Tokens tokens,
        Set<String> sizes,
        Map<String, List<Affine>> declared,
        Set<String> outputs,
        Map<String, List<Affine>> shapes,
        Ranges ranges,
        Deque<String> indices) {

    static Scope of(
            Tokens tokens,
            Set<String> sizes,
            Map<String, List<Affine>> declared,
            Set<String> outputs,
            Map<String, List<Affine>> shapes) {
        return new Scope(tokens, sizes, declared, outputs, shapes, new Ranges(tokens), new ArrayDeque<>());
    }

    boolean isIndex(String name) {
        return indices.contains(name);
    }

    boolean isNumber(String name) {
        return isIndex(name) || sizes.contains(name);
    }

    boolean isTensor(String name) {
        return declared.containsKey(name) || shapes.containsKey(name);
    }

    /** Brings an index into scope, with the checks on its name. */
    void open(Token index) {
        String name = index.text();
        if (isIndex(name)) {
            throw tokens.error(index, name + " is already an index here", "a name that is not in use");
        }
        if (sizes.contains(name)) {
            throw tokens.error(index, name + " is a size", "a name that is not in use");
        }
        if (isTensor(name)) {
            throw tokens.error(index, name + " is a tensor", "a name that is not in use");
        }
        indices.push(name);
        ranges.introduce(index);
    }

    void close(int count) {
        for (int i = 0; i < count; i++) {
            indices.pop();
        }
    }

    /** Returns the indices and sizes that may stand here, as a message lists them. */
    String numbers() {
        Set<String> names = new LinkedHashSet<>(indices.reversed());
        names.addAll(sizes);
        return names.isEmpty() ? "no name" : "one of " + String.join(", ", names);
    }

    /** Returns the shape of a tensor that is read. */
    List<Affine> shapeOf(Token tensor) {
        String name = tensor.text();
        List<Affine> shape = shapes.get(name);
        if (shape != null) {
            return shape;
        }
        if (outputs.contains(name)) {
            throw tokens.error(tensor, name + " is read before it is assigned", "a statement above that assigns it");
        }
        if (isNumber(name)) {
            throw tokens.error(tensor, name + " is a number, not a tensor", "a tensor before '['");
        }
        throw tokens.error(tensor, "unknown tensor " + name, "one of " + String.join(", ", shapes.keySet()));
    }
}
