/**
 * The record that outlives a run: evaluations, lineage, directives and rewards, keyed by hardware.
 */
@NullMarked
package dev.tilewright.memory;

import org.jspecify.annotations.NullMarked;
