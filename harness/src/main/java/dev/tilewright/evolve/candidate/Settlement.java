package dev.tilewright.evolve.candidate;

/**
 * A confirmation with its place in the run, so that a run can be repeated from its record.
 *
 * @param confirmation the outcome
 * @param after the ordinal of the last step that was committed before it
 * @param asked how many outcomes, of steps and of confirmations, had been committed when it was asked for
 * @param turn how many turns had been taken when it was committed, or would have been, had nobody stopped the search
 */
public record Settlement(Confirmation confirmation, int after, int asked, int turn) {}
