package dev.tilewright.space;

/** Which configurations count as neighbours of another: those that differ from it in one tunable, and how. */
public enum Neighbourhood {

    /** Any other value. */
    ANY,

    /** The nearest value to either side, in the order in which values were given, with which the configuration is valid. */
    ADJACENT
}
