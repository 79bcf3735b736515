package dev.tilewright.kernels.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final boolean error;
    private final @Nullable Syntax parent;
    private final List<Syntax> children = new ArrayList<>();
    private Token token;

    private Syntax(String type, String field, boolean error, Token token, @Nullable Syntax parent) {
        this.type = type;
        this.field = field;
        this.error = error;
        this.token = token;
        this.parent = parent;
    }

    /**
     * Parses tokens.
     *
     * @param tokens at least one
     */
    static Syntax parse(List<Token> tokens, TSLanguage language) {
        StringBuilder text = new StringBuilder();
        int[] starts = new int[tokens.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = text.length();
            text.append(tokens.get(i).text()).append('\n');
        }
        String source = new String(text.toString().getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        try (TSParser parser = new TSParser()) {
            parser.setLanguage(language);
            try (TSTree tree = parser.parseString(null, source);
                    TSTreeCursor cursor = new TSTreeCursor(tree.getRootNode())) {
                return new Walk(tokens, starts, tree.getRootNode().hasError()).from(cursor);
            }
        }
    }

    /**
     * Goes through a tree of tree-sitter's once. To ask a node of its for anything costs more than all that is done here, so nothing is asked
     * that is known: nodes of a kind have one name, and begin where their first child does.
     */
    private static final class Walk {

        private final List<Token> tokens;
        private final int[] starts;
        private final boolean errors;
        private final Map<Integer, String> types = new HashMap<>();

        Walk(List<Token> tokens, int[] starts, boolean errors) {
            this.tokens = tokens;
            this.starts = starts;
            this.errors = errors;
        }

        Syntax from(TSTreeCursor cursor) {
            Syntax root = node(cursor, null);
            Syntax current = root;
            boolean down = true;
            while (true) {
                if (down && cursor.gotoFirstChild()) {
                    current = child(cursor, current);
                    continue;
                }
                if (down) {
                    current.token = at(cursor.currentNode().getStartByte());
                }
                if (cursor.gotoNextSibling()) {
                    current = child(cursor, current.above());
                    down = true;
                } else if (cursor.gotoParent()) {
                    current = current.above();
                    current.token = current.children.getFirst().token;
                    down = false;
                } else {
                    return root;
                }
            }
        }

        private Syntax child(TSTreeCursor cursor, Syntax parent) {
            Syntax child = node(cursor, parent);
            parent.children.add(child);
            return child;
        }

        private Syntax node(TSTreeCursor cursor, @Nullable Syntax parent) {
            TSNode node = cursor.currentNode();
            String type = types.computeIfAbsent(node.getSymbol(), _ -> node.getType());
            String field = cursor.currentFieldName();
            boolean error = errors && (node.isError() || node.isMissing());
            return new Syntax(type, field == null ? "" : field, error, tokens.getFirst(), parent);
        }

        private Token at(int start) {
            int found = Arrays.binarySearch(starts, start);
            return tokens.get(found >= 0 ? found : -found - 2);
        }
    }

    private Syntax above() {
        return parent == null ? this : parent;
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
