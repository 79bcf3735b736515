package dev.tilewright.tensor;

import dev.tilewright.tensor.Lexer.Token;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Finds the extent of every index of a statement from the dimensions in which it stands bare.
 *
 * <p>A free index has the extent of its dimension in a declared target, and may stand bare in larger dimensions, as in
 * {@code B[y, x] = A[y, x] + A[y + 2, x]} with a padded {@code A}. Any other index has the same extent everywhere it stands bare.
 */
final class Ranges {

    /** A place where an index stands bare: a dimension of a tensor. */
    private record Use(Token token, Affine extent, String place, boolean target) {}

    private final Tokens tokens;
    private final Map<String, Token> introduced = new LinkedHashMap<>();
    private final Map<String, Use> settled = new HashMap<>();

    Ranges(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Records an index where it is introduced: in the target or at the head of a reduction. */
    void introduce(Token index) {
        introduced.putIfAbsent(index.text(), index);
    }

    /** Returns whether the name is an index of the statement, in scope or not. */
    boolean introduces(String name) {
        return introduced.containsKey(name);
    }

    /** Records that {@code index} is dimension {@code dimension} of a declared target with this {@code shape}. */
    void useInTarget(Token index, String tensor, int dimension, Affine extent) {
        settled.put(index.text(), new Use(index, extent, place(tensor, dimension), true));
    }

    /**
     * Records that {@code index} stands bare in an access.
     *
     * @throws TensorSyntaxException if it has another range elsewhere
     */
    void use(Token index, String tensor, int dimension, Affine extent) {
        Use here = new Use(index, extent, place(tensor, dimension), false);
        Use before = settled.putIfAbsent(index.text(), here);
        if (before == null || before.extent().equals(extent)) {
            return;
        }
        if (before.target() && neverLess(extent, before.extent())) {
            return;
        }
        throw tokens.error(
                index,
                "%s ranges over %s here, but over %s in %s"
                        .formatted(index.text(), extent, before.extent(), before.place()),
                "dimensions of one extent everywhere %s stands alone".formatted(index.text()));
    }

    /** Sizes are at least 1, so a difference whose multiples are not negative is least where every size is 1. */
    private static boolean neverLess(Affine larger, Affine smaller) {
        Affine difference = larger.minus(smaller);
        long least = difference.constant();
        for (long coefficient : difference.coefficients().values()) {
            if (coefficient < 0) {
                return false;
            }
            least += coefficient;
        }
        return least >= 0;
    }

    private static String place(String tensor, int dimension) {
        return "dimension %d of %s".formatted(dimension, tensor);
    }

    /**
     * Returns the extent of every index, in the order in which they were introduced.
     *
     * @throws TensorSyntaxException if an index stands bare nowhere
     */
    SequencedMap<String, Affine> extents() {
        SequencedMap<String, Affine> extents = new LinkedHashMap<>();
        introduced.forEach((name, token) -> {
            Use use = settled.get(name);
            if (use == null) {
                throw tokens.error(
                        token,
                        "nothing says how far %s runs".formatted(name),
                        "a tensor with %s alone in one of its dimensions".formatted(name));
            }
            extents.put(name, use.extent());
        });
        return extents;
    }
}
