/**
 * The loop nest of a statement and the catalogue of transformations that turn a naive nest into a fast one, each with its legality rule.
 */
@NullMarked
package dev.tilewright.loops;

import org.jspecify.annotations.NullMarked;
