package dev.tilewright.candidate;

import java.util.Optional;

/**
 * What the controller asks of a generator.
 *
 * @param operator which operator makes the child: {@code transform}, {@code tune}, {@code cross}
 * @param transformation which loop transformation it is about, for operators that can be told
 */
public record Directive(String operator, Optional<String> transformation) {

    /** Returns the directive as one word, {@code transform:vectorize}: the name of the controller's arm. */
    @Override
    public String toString() {
        return transformation.map(name -> operator + ":" + name).orElse(operator);
    }

    /** Reads what {@link #toString()} wrote. */
    public static Directive parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new Directive(text, Optional.empty())
                : new Directive(text.substring(0, colon), Optional.of(text.substring(colon + 1)));
    }
}
