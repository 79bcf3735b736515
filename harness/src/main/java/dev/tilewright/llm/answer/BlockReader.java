package dev.tilewright.llm.answer;

import java.util.ArrayList;
import java.util.List;

/** Reads the SEARCH/REPLACE blocks of an answer, line by line. */
final class BlockReader {

    private static final int FEWEST_MARKS = 5;
    private static final int MOST_MARKS = 9;

    private final boolean truncated;
    private final List<Answer.Block> blocks = new ArrayList<>();
    private final List<String> search = new ArrayList<>();
    private final List<String> replace = new ArrayList<>();
    private Part part = Part.OUTSIDE;

    /** What a line belongs to. */
    private enum Part {
        OUTSIDE,
        SEARCH,
        REPLACE
    }

    private BlockReader(boolean truncated) {
        this.truncated = truncated;
    }

    /**
     * Reads blocks; none if there is no marker of one.
     *
     * @param truncated whether the answer was cut off
     * @throws RejectedException if one is not closed
     */
    static List<Answer.Block> read(List<String> lines, boolean truncated) throws RejectedException {
        BlockReader reader = new BlockReader(truncated);
        for (String line : lines) {
            reader.read(line);
        }
        if (reader.part != Part.OUTSIDE) {
            throw reader.notClosed();
        }
        return reader.blocks;
    }

    private void read(String line) throws RejectedException {
        if (isMark(line, '<', "SEARCH")) {
            if (part != Part.OUTSIDE) {
                throw notClosed();
            }
            part = Part.SEARCH;
        } else if (part == Part.SEARCH && isMark(line, '=', "")) {
            part = Part.REPLACE;
        } else if (part == Part.REPLACE && isMark(line, '>', "REPLACE")) {
            blocks.add(new Answer.Block(String.join("\n", search), String.join("\n", replace)));
            search.clear();
            replace.clear();
            part = Part.OUTSIDE;
        } else if (part != Part.OUTSIDE) {
            (part == Part.SEARCH ? search : replace).add(line);
        }
    }

    /** Tells whether a line is a marker: so many of a character, and a word behind them. */
    private static boolean isMark(String line, char mark, String word) {
        String text = line.strip();
        int marks = 0;
        while (marks < text.length() && text.charAt(marks) == mark) {
            marks++;
        }
        String rest = text.substring(marks);
        return marks >= FEWEST_MARKS && marks <= MOST_MARKS && (rest.equals(word) || rest.equals(" " + word));
    }

    private RejectedException notClosed() {
        return new RejectedException("SEARCH/REPLACE block %d is not closed%s"
                .formatted(
                        blocks.size() + 1,
                        truncated ? ": the answer was cut off at the most tokens that it may have" : ""));
    }
}
