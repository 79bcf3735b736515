package dev.tilewright.llm.answer;

import java.util.ArrayList;
import java.util.List;

/** Applies SEARCH/REPLACE blocks, all of them or none. Line ends, and space at the ends of lines, do not count. */
final class Edits {

    private static final int SHOWN = 80;

    /** A change of more parts than this is a new source. */
    private static final int MOST_BLOCKS = 100;

    private Edits() {}

    /**
     * Applies blocks to a source, each to what the one before left.
     *
     * @throws RejectedException if what a block searches is not there, or is there more than once
     */
    static String apply(String source, List<Answer.Block> blocks) throws RejectedException {
        if (blocks.size() > MOST_BLOCKS) {
            throw new RejectedException("the answer has %d SEARCH/REPLACE blocks; at most %d make sense"
                    .formatted(blocks.size(), MOST_BLOCKS));
        }
        List<String> lines = lines(source);
        for (int i = 0; i < blocks.size(); i++) {
            Answer.Block block = blocks.get(i);
            if (block.search().isBlank()) {
                throw new RejectedException("SEARCH of block %d is empty".formatted(i + 1));
            }
            List<String> search = lines(block.search());
            List<Integer> found = find(lines, search);
            if (found.isEmpty()) {
                throw new RejectedException("SEARCH of block %d is not found in the source: \"%s\""
                        .formatted(i + 1, shown(block.search())));
            }
            if (found.size() > 1) {
                throw new RejectedException("SEARCH of block %d is found more than once, and must be unique: \"%s\""
                        .formatted(i + 1, shown(block.search())));
            }
            List<String> changed = new ArrayList<>(lines.subList(0, found.getFirst()));
            changed.addAll(block.replace().isEmpty() ? List.of("") : lines(block.replace()));
            changed.addAll(lines.subList(found.getFirst() + search.size(), lines.size()));
            lines = changed;
        }
        return String.join("\n", lines);
    }

    /**
     * Finds the first two places of some lines among others, looking at each line once (Knuth, Morris and Pratt, "Fast pattern matching in
     * strings", 1977): both may be long and all alike.
     */
    private static List<Integer> find(List<String> lines, List<String> search) {
        int[] borders = borders(search);
        List<Integer> found = new ArrayList<>();
        int matched = 0;
        for (int i = 0; i < lines.size() && found.size() < 2; i++) {
            while (matched > 0 && !lines.get(i).equals(search.get(matched))) {
                matched = borders[matched - 1];
            }
            matched += lines.get(i).equals(search.get(matched)) ? 1 : 0;
            if (matched == search.size()) {
                found.add(i + 1 - matched);
                matched = borders[matched - 1];
            }
        }
        return found;
    }

    /** Returns, for each beginning of some lines, how long the longest beginning of it is that it also ends with. */
    private static int[] borders(List<String> search) {
        int[] borders = new int[search.size()];
        int border = 0;
        for (int i = 1; i < borders.length; i++) {
            while (border > 0 && !search.get(i).equals(search.get(border))) {
                border = borders[border - 1];
            }
            border += search.get(i).equals(search.get(border)) ? 1 : 0;
            borders[i] = border;
        }
        return borders;
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::stripTrailing).toList();
    }

    private static String shown(String text) {
        String line =
                text.lines().filter(l -> !l.isBlank()).findFirst().orElse("").strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }
}
