package dev.tilewright.kernels.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;

/** A node of a syntax tree, as tree-sitter gives it, with the tokens that it was parsed from. */
final class Syntax {

    private final String type;
    private final String field;
    private final Token token;
    private final @Nullable Syntax parent;
    private final boolean error;
    private final List<Syntax> children = new ArrayList<>();

    private Syntax(String type, String field, Token token, boolean error, @Nullable Syntax parent) {
        this.type = type;
        this.field = field;
        this.token = token;
        this.error = error;
        this.parent = parent;
    }

    /**
     * Parses tokens.
     *
     * @param tokens at least one
     */
    static Syntax parse(List<Token> tokens, TSLanguage language) {
        StringBuilder text = new StringBuilder();
        // One token on a line: a node's row is the place of its first token.
        tokens.forEach(token -> text.append(token.text()).append('\n'));
        String source = new String(text.toString().getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        try (TSParser parser = new TSParser()) {
            parser.setLanguage(language);
            try (TSTree tree = parser.parseString(null, source);
                    TSTreeCursor cursor = new TSTreeCursor(tree.getRootNode())) {
                Syntax root = of(cursor, tokens, null);
                Syntax current = root;
                boolean down = true;
                while (true) {
                    if (down && cursor.gotoFirstChild()) {
                        current = current.add(cursor, tokens);
                    } else if (cursor.gotoNextSibling()) {
                        current = current.above().add(cursor, tokens);
                        down = true;
                    } else if (cursor.gotoParent()) {
                        current = current.above();
                        down = false;
                    } else {
                        return root;
                    }
                }
            }
        }
    }

    private Syntax add(TSTreeCursor cursor, List<Token> tokens) {
        Syntax child = of(cursor, tokens, this);
        children.add(child);
        return child;
    }

    private Syntax above() {
        return parent == null ? this : parent;
    }

    private static Syntax of(TSTreeCursor cursor, List<Token> tokens, @Nullable Syntax parent) {
        TSNode node = cursor.currentNode();
        int row = Math.min(node.getStartPoint().getRow(), tokens.size() - 1);
        String field = cursor.currentFieldName();
        return new Syntax(
                node.getType(),
                field == null ? "" : field,
                tokens.get(row),
                node.isError() || node.isMissing(),
                parent);
    }

    /** Returns what the grammar calls it. */
    String type() {
        return type;
    }

    /** Returns the text of its first token, which is all that a leaf has. */
    String text() {
        return token.text();
    }

    /** Returns the line of the source that it begins on. */
    int line() {
        return token.line();
    }

    /** Tells whether the parser did not understand this, or misses it. */
    boolean isError() {
        return error;
    }

    boolean is(String... types) {
        return List.of(types).contains(type);
    }

    List<Syntax> children() {
        return children;
    }

    Optional<Syntax> parent() {
        return Optional.ofNullable(parent);
    }

    /** Returns the child that has a role in it, {@code declarator}. */
    Optional<Syntax> child(String role) {
        return children.stream().filter(child -> child.field.equals(role)).findFirst();
    }

    /** Returns all children that have a role in it. */
    Stream<Syntax> children(String role) {
        return children.stream().filter(child -> child.field.equals(role));
    }

    boolean has(String childType) {
        return children.stream().anyMatch(child -> child.type.equals(childType));
    }

    /** Returns this and everything below it, in the order of the source. */
    List<Syntax> all() {
        List<Syntax> all = new ArrayList<>();
        List<Syntax> open = new ArrayList<>(List.of(this));
        while (!open.isEmpty()) {
            Syntax next = open.removeLast();
            all.add(next);
            open.addAll(next.children.reversed());
        }
        return all;
    }

    /** Tells whether it stands within a node of a kind. */
    boolean within(String ancestor) {
        for (Syntax up = parent; up != null; up = up.parent) {
            if (up.type.equals(ancestor)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return children.isEmpty()
                ? text()
                : "(%s%s)"
                        .formatted(
                                type,
                                children.stream().map(child -> " " + child).reduce("", String::concat));
    }
}
