package dev.tilewright.llm.answer;

import java.util.List;

/** Applies SEARCH/REPLACE blocks, all of them or none. Line ends, and space at the ends of lines, do not count. */
final class Edits {

    private static final int SHOWN = 80;

    private Edits() {}

    /**
     * Applies blocks to a source, each to what the one before left.
     *
     * @throws RejectedException if what a block searches is not there, or is there more than once
     */
    static String apply(String source, List<Answer.Block> blocks) throws RejectedException {
        String text = normalised(source);
        for (int i = 0; i < blocks.size(); i++) {
            Answer.Block block = blocks.get(i);
            String search = normalised(block.search());
            if (search.isBlank()) {
                throw new RejectedException("SEARCH of block %d is empty".formatted(i + 1));
            }
            int found = find(text, search, 0);
            if (found < 0) {
                throw new RejectedException(
                        "SEARCH of block %d is not found in the source: \"%s\"".formatted(i + 1, shown(search)));
            }
            if (find(text, search, found + 1) >= 0) {
                throw new RejectedException("SEARCH of block %d is found more than once, and must be unique: \"%s\""
                        .formatted(i + 1, shown(search)));
            }
            text = text.substring(0, found) + normalised(block.replace()) + text.substring(found + search.length());
        }
        return text;
    }

    /** Finds whole lines. */
    private static int find(String text, String search, int from) {
        for (int at = text.indexOf(search, from); at >= 0; at = text.indexOf(search, at + 1)) {
            int end = at + search.length();
            boolean begins = at == 0 || text.charAt(at - 1) == '\n';
            boolean ends = end == text.length() || text.charAt(end) == '\n';
            if (begins && ends) {
                return at;
            }
        }
        return -1;
    }

    private static String normalised(String text) {
        return String.join("\n", text.lines().map(String::stripTrailing).toList());
    }

    private static String shown(String text) {
        String line =
                text.lines().filter(l -> !l.isBlank()).findFirst().orElse("").strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }
}
