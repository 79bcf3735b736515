package dev.tilewright.bench;

/** What of a baseline a case is held against. */
public enum Yardstick {
    /**
     * Its kernel, measured again beside today's in the same processes. Whatever slows the machine slows both, so only a changed kernel
     * can be a regression.
     */
    KERNEL,
    /** Its stored times. A slower driver, system or machine is a regression as well, and so is a neighbour that takes the cores. */
    TIMES
}
