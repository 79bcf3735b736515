/**
 * Loop transformations, one class each with its legality rule and its check, the catalogue of them, and the schedules that are made of
 * them.
 */
@NullMarked
package dev.tilewright.loops.transform;

import org.jspecify.annotations.NullMarked;
