/**
 * Candidates, where they come from, and the outcome of evaluating them.
 */
@NullMarked
package dev.tilewright.candidate;

import org.jspecify.annotations.NullMarked;
