package dev.tilewright.loops.transform;

import java.util.List;

/**
 * The parameters of a transformation as they are written.
 *
 * @param texts one each, without space around it
 */
record Arguments(List<String> texts) {

    Arguments {
        texts = List.copyOf(texts);
    }

    /**
     * Returns these arguments if there is one for each parameter.
     *
     * @throws IllegalArgumentException if there is not
     */
    Arguments matching(String transformation, List<String> parameters) {
        if (texts.size() != parameters.size()) {
            throw new IllegalArgumentException("%s(%s) takes %d arguments, not %s"
                    .formatted(transformation, String.join(", ", parameters), parameters.size(), texts));
        }
        return this;
    }

    int size() {
        return texts.size();
    }

    /** Returns an argument, from 0. */
    String text(int place) {
        return texts.get(place);
    }

    /**
     * Returns an argument that is a number.
     *
     * @throws IllegalArgumentException if it is none
     */
    long whole(int place) {
        return whole(texts.get(place));
    }

    /**
     * Reads a number.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static long whole(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"%s\" is not a whole number".formatted(text), e);
        }
    }
}
