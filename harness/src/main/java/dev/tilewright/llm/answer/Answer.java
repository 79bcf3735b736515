package dev.tilewright.llm.answer;

import java.util.List;

/** What a model proposes, as far as its words can be taken apart. */
sealed interface Answer {

    /** Replacements in the parent's source, in order. */
    record Edit(List<Block> blocks) implements Answer {
        public Edit {
            blocks = List.copyOf(blocks);
        }
    }

    /** A whole source in place of the parent's. */
    record Rewrite(String source) implements Answer {}

    /** A schedule in place of the parent's, as steps are written. */
    record Steps(List<String> steps) implements Answer {
        public Steps {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One replacement.
     *
     * @param search what is there
     * @param replace what is to be there
     */
    record Block(String search, String replace) {}
}
