package dev.tilewright.llm.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fenced blocks of an answer, as CommonMark has them: at least three backticks or tildes, then whatever words, and the end is a line
 * of at least as many of the same. They may be indented as far as the writer likes.
 *
 * @param closed the contents of those that are closed, each line with its end
 * @param open the content of the last one, if the answer ends within it
 */
record FencedBlocks(List<String> closed, Optional<String> open) {

    private static final int SHORTEST = 3;

    FencedBlocks {
        closed = List.copyOf(closed);
    }

    static FencedBlocks in(List<String> lines) {
        List<String> closed = new ArrayList<>();
        String fence = "";
        int begun = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (fence.isEmpty()) {
                fence = opening(line);
                begun = i + 1;
            } else if (line.length() >= fence.length()
                    && line.equals(fence.substring(0, 1).repeat(line.length()))) {
                closed.add(content(lines, begun, i));
                fence = "";
            }
        }
        return new FencedBlocks(
                closed, fence.isEmpty() ? Optional.empty() : Optional.of(content(lines, begun, lines.size())));
    }

    /** Returns the fence that a line begins; empty if it begins none. Backticks in the words behind backticks are code within a line. */
    private static String opening(String line) {
        if (!line.startsWith("```") && !line.startsWith("~~~")) {
            return "";
        }
        char mark = line.charAt(0);
        int length = SHORTEST;
        while (length < line.length() && line.charAt(length) == mark) {
            length++;
        }
        return mark == '`' && line.indexOf('`', length) >= 0 ? "" : line.substring(0, length);
    }

    private static String content(List<String> lines, int from, int to) {
        StringBuilder content = new StringBuilder();
        lines.subList(from, to).forEach(line -> content.append(line).append('\n'));
        return content.toString();
    }
}
