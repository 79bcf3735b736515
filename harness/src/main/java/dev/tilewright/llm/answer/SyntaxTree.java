package dev.tilewright.llm.answer;

import dev.tilewright.confine.UnpackedLibraries;
import dev.tilewright.kernel.Language;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TreeSitterC;
import org.treesitter.TreeSitterCpp;
import org.treesitter.TreeSitterJava;

/**
 * The syntax tree of a kernel, as far as two kernels are told apart by it: names do not count, as long as they are used alike, nor do
 * comments, layout, and braces around a single statement.
 *
 * <p>OpenCL C is parsed as C and CUDA C as C++, with the words that these do not have blanked out, which leaves every other character
 * in its place.
 */
final class SyntaxTree {

    private static final Set<String> NAMES = Set.of("identifier", "field_identifier", "type_identifier");
    private static final int DEEPEST = 400;

    private final String source;
    private final List<String> tokens = new ArrayList<>();
    private final StringBuilder shape = new StringBuilder();
    private final Map<String, Integer> names = new HashMap<>();

    private SyntaxTree(String source) {
        this.source = source;
    }

    /**
     * Parses a kernel.
     *
     * @throws RejectedException if it does not parse, with the first line that is not understood
     */
    static SyntaxTree of(String source, Language language) throws RejectedException {
        String parsed = language == Language.OPENCL || language == Language.CUDA
                ? Qualifiers.blanked(source, language)
                : source;
        SyntaxTree tree = new SyntaxTree(parsed);
        UnpackedLibraries.provide(
                switch (language) {
                    case OPENCL -> "tree-sitter-c";
                    case CUDA -> "tree-sitter-cpp";
                    case JAVA, TORNADO -> "tree-sitter-java";
                });
        try (TSParser parser = new TSParser()) {
            parser.setLanguage(grammar(language));
            try (TSTree root = parser.parseString(null, parsed)) {
                TSNode top = root.getRootNode();
                if (top.hasError()) {
                    throw new RejectedException("the source does not parse: " + tree.firstError(top));
                }
                tree.walk(top, 0);
            }
        }
        return tree;
    }

    private static TSLanguage grammar(Language language) {
        return switch (language) {
            case OPENCL -> new TreeSitterC();
            case CUDA -> new TreeSitterCpp();
            case JAVA, TORNADO -> new TreeSitterJava();
        };
    }

    private String firstError(TSNode node) {
        TSNode at = node;
        boolean deeper = true;
        while (deeper) {
            deeper = false;
            for (int i = 0; i < at.getChildCount() && !deeper; i++) {
                TSNode child = at.getChild(i);
                if (child.isError() || child.isMissing() || child.hasError()) {
                    at = child;
                    deeper = true;
                }
            }
        }
        int line = at.getStartPoint().getRow();
        List<String> lines = source.lines().toList();
        String text = line < lines.size() ? lines.get(line).strip() : "its end";
        return at.isMissing()
                ? "line %d, \"%s\": %s is missing".formatted(line + 1, text, at.getType())
                : "line %d, \"%s\"".formatted(line + 1, text);
    }

    private void walk(TSNode node, int depth) throws RejectedException {
        if (depth > DEEPEST) {
            throw new RejectedException("the source is nested more than %d deep".formatted(DEEPEST));
        }
        String type = node.getType();
        if (type.contains("comment")) {
            return;
        }
        int children = node.getChildCount();
        if (children == 0) {
            leaf(type, text(node));
            return;
        }
        // A block of one statement means what the statement means.
        boolean transparent = type.equals("compound_statement") && node.getNamedChildCount() == 1
                || type.equals("parenthesized_expression");
        if (!transparent) {
            shape.append('(').append(type);
        }
        for (int i = 0; i < children; i++) {
            TSNode child = node.getChild(i);
            if (!transparent || child.isNamed()) {
                walk(child, depth + 1);
            }
        }
        if (!transparent) {
            shape.append(')');
        }
    }

    private void leaf(String type, String text) {
        if (NAMES.contains(type)) {
            int known = names.size();
            String name = "$" + names.computeIfAbsent(text, first -> known);
            shape.append(' ').append(name);
            tokens.add(name);
        } else if (!text.isEmpty()) {
            shape.append(' ').append(text);
            tokens.add(text);
        }
    }

    private String text(TSNode node) {
        // Offsets are in bytes of UTF-8; where all is ASCII they are in characters too.
        byte[] bytes = bytes();
        return new String(bytes, node.getStartByte(), node.getEndByte() - node.getStartByte(), StandardCharsets.UTF_8);
    }

    private byte[] encoded = {};

    private byte[] bytes() {
        if (encoded.length == 0) {
            encoded = source.getBytes(StandardCharsets.UTF_8);
        }
        return encoded;
    }

    /** Returns the words of the source in order, names replaced by the order in which they first occur. */
    List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** Returns a hash that is equal for sources with the same tree. */
    String hash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(shape.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
