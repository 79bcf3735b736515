package dev.tilewright.space;

/** What a part of a formula, or a name in it, stands for. */
public enum Kind {
    /** A whole number of 64 bits. */
    NUMBER("a number"),
    /** A tunable that has values with decimals, which formulas do not compute with; Python conditions do. */
    DECIMAL("a number with decimals"),
    /** A word, which can be compared with another. */
    WORD("a word"),
    /** A number or a word: a tunable that has values of both kinds, or a name of which nothing is known yet. */
    EITHER("a number or a word"),
    /** True or false. */
    CONDITION("a condition");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    /** Tells whether a value of this kind may be one of the other. */
    boolean mayBe(Kind other) {
        return this == other || (this == EITHER && other != CONDITION) || (other == EITHER && this != CONDITION);
    }

    /** Returns the kind with its article, for messages. */
    @Override
    public String toString() {
        return words;
    }
}
