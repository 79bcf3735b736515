package dev.tilewright.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * One assignment of a computation, with its indices resolved: {@code C[i, j] = sum(k, A[i, k] * B[k, j])}.
 *
 * <p>Every index runs from 0 to its extent, exclusive. The free indices are those of the target, in the order in which the
 * target names them; every other index belongs to a reduction on the right.
 *
 * @param target the element that is assigned; each of its indices is a bare index, each a different one, or the constant 0
 * @param value what it is assigned
 * @param extents the extent of every index, an affine form over sizes: free indices first, then reduction indices in the order
 *     in which the text names them
 */
public record Statement(Expression.Access target, Expression value, SequencedMap<String, Affine> extents) {

    public Statement {
        extents = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(extents));
    }

    /** Returns the indices of the target, in the order of its dimensions. */
    public List<String> freeIndices() {
        return target.indices().stream()
                .filter(Affine::isName)
                .map(index -> index.coefficients().firstKey())
                .toList();
    }
}
