package dev.tilewright.tensor;

import dev.tilewright.tensor.Lexer.Kind;
import dev.tilewright.tensor.Lexer.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Reads tensor expressions.
 *
 * <p>A text is a list of statements, one per line or separated by {@code ;}, each {@code T[i, j] = value}. It is read in one pass:
 * every name is resolved where it stands, so that every mistake is shown where it is. The language is described in
 * {@code docs/tasks.md}.
 */
public final class TensorParser {

    private final Tokens tokens;
    private final Set<String> sizes;
    private final Map<String, List<Affine>> declared;
    private final Set<String> outputs;

    /** The tensors that may be read at this point: inputs, then what has been assigned. */
    private final SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();

    private final Set<String> assigned = new HashSet<>();

    private TensorParser(
            Tokens tokens, Set<String> sizes, Map<String, List<Affine>> declared, Collection<String> outputs) {
        this.tokens = tokens;
        this.sizes = sizes;
        this.declared = declared;
        this.outputs = new LinkedHashSet<>(outputs);
        declared.forEach((name, shape) -> {
            if (!this.outputs.contains(name)) {
                shapes.put(name, shape);
            }
        });
    }

    /** Reads a computation on real numbers alone, as {@link #parse(String, List, SequencedMap, List, Set)} does. */
    public static Computation parse(
            String text, List<String> sizes, SequencedMap<String, List<Affine>> tensors, List<String> outputs) {
        return parse(text, sizes, tensors, outputs, Set.of());
    }

    /**
     * Reads a computation.
     *
     * @param text the statements
     * @param sizes the names of the sizes
     * @param tensors the shape of every input and output, each dimension affine over the sizes, in the order in which kernels
     *     take them
     * @param outputs the tensors that the text must assign, each of them in {@code tensors}
     * @param whole those of {@code tensors} whose elements are whole numbers, of type int32
     * @throws TensorSyntaxException if the text has a mistake
     */
    public static Computation parse(
            String text,
            List<String> sizes,
            SequencedMap<String, List<Affine>> tensors,
            List<String> outputs,
            Set<String> whole) {
        for (String output : outputs) {
            if (!tensors.containsKey(output)) {
                throw new IllegalArgumentException("the output " + output + " has no shape");
            }
        }
        Tokens tokens = new Tokens(text);
        TensorParser parser = new TensorParser(tokens, new LinkedHashSet<>(sizes), tensors, outputs);
        List<Statement> statements = parser.statements();
        for (String output : outputs) {
            if (!parser.assigned.contains(output)) {
                throw tokens.error(
                        tokens.peek(), "the output %s is never assigned".formatted(output), output + "[…] = …");
            }
        }
        return new Computation(sizes, parser.shapes, outputs, statements, Set.of()).withWhole(whole);
    }

    /**
     * Reads an affine form over names, such as the dimension {@code H + 2} of a shape.
     *
     * @param names the names that may occur in it
     * @throws TensorSyntaxException if the text has a mistake
     */
    public static Affine affine(String text, Collection<String> names) {
        Tokens tokens = new Tokens(text);
        String known = names.isEmpty() ? "no name" : "one of " + String.join(", ", names);
        Affine form = new AffineParser(tokens, names::contains, known).parse();
        if (tokens.peek().kind() != Kind.END) {
            throw tokens.unexpected("'+', '-', '*' or the end");
        }
        return form;
    }

    private List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        while (true) {
            while (tokens.peek().kind() == Kind.END_OF_STATEMENT) {
                tokens.take();
            }
            if (tokens.peek().kind() == Kind.END) {
                return statements;
            }
            statements.add(statement());
        }
    }

    private Statement statement() {
        Token tensor = tokens.peek();
        if (tensor.kind() != Kind.NAME) {
            throw tokens.unexpected("the tensor that the statement assigns");
        }
        tokens.take();
        tokens.beginStatement();
        checkAssignable(tensor);
        Scope scope = Scope.of(tokens, sizes, declared, outputs, shapes);
        Expression.Access target = target(tensor, scope);
        tokens.expect("=", "'='");
        Expression value = new ExpressionParser(tokens, scope).parse();
        Token end = tokens.peek();
        if (end.kind() != Kind.END && end.kind() != Kind.END_OF_STATEMENT) {
            throw tokens.unexpected("an operator or the end of the statement");
        }
        Statement statement = new Statement(target, value, scope.ranges().extents());
        assigned.add(tensor.text());
        List<Affine> shape = declared.get(tensor.text());
        shapes.put(tensor.text(), shape == null ? shapeOf(statement) : shape);
        return statement;
    }

    private void checkAssignable(Token tensor) {
        String name = tensor.text();
        if (assigned.contains(name)) {
            throw tokens.error(tensor, name + " is assigned twice", "a tensor that no statement above assigns");
        }
        if (declared.containsKey(name) && !outputs.contains(name)) {
            throw tokens.error(
                    tensor,
                    name + " is an input and cannot be assigned",
                    "an output (%s) or a new name".formatted(String.join(", ", outputs)));
        }
        if (sizes.contains(name)) {
            throw tokens.error(tensor, name + " is a size and cannot be assigned", "an output or a new name");
        }
    }

    private Expression.Access target(Token tensor, Scope scope) {
        List<Affine> shape = declared.get(tensor.text());
        tokens.expect("[", "'[' and the indices of " + tensor.text());
        List<Affine> indices = new ArrayList<>();
        do {
            Token index = tokens.take();
            int dimension = indices.size();
            Affine extent = shape == null || dimension >= shape.size() ? null : shape.get(dimension);
            if (index.kind() == Kind.NAME) {
                scope.open(index);
                if (extent != null) {
                    scope.ranges().useInTarget(index, tensor.text(), dimension, extent);
                }
                indices.add(Affine.name(index.text()));
            } else if (index.text().equals("0") && index.kind() == Kind.NUMBER) {
                if (extent != null && !extent.equals(Affine.constant(1))) {
                    throw tokens.error(
                            index,
                            "this would assign only the first of %s elements".formatted(extent),
                            "an index over dimension %d of %s".formatted(dimension, tensor.text()));
                }
                indices.add(Affine.constant(0));
            } else {
                throw tokens.error(
                        index, "a target cannot be indexed by " + index.shown(), "the name of an index, or 0");
            }
            if (!tokens.peek().is(",") && !tokens.peek().is("]")) {
                throw tokens.error(
                        tokens.peek(),
                        "a target is indexed by bare indices only",
                        "',' or ']', with what is computed on the right of '='");
            }
        } while (tokens.accept(","));
        tokens.expect("]", "']'");
        if (shape != null && indices.size() != shape.size()) {
            throw tokens.error(
                    tensor,
                    "%s takes %s, not %d"
                            .formatted(tensor.text(), ExpressionParser.count(shape.size()), indices.size()),
                    "%s, as the shape of %s is %s"
                            .formatted(ExpressionParser.count(shape.size()), tensor.text(), shape));
        }
        return new Expression.Access(tensor.text(), indices);
    }

    private static List<Affine> shapeOf(Statement statement) {
        return statement.target().indices().stream()
                .map(index -> {
                    if (!index.isName()) {
                        return Affine.constant(1);
                    }
                    Affine extent = statement.extents().get(index.coefficients().firstKey());
                    return extent == null ? Affine.constant(1) : extent;
                })
                .toList();
    }
}
