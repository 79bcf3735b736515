/** Sketches: schedules to begin a search with, sampled from rules. */
@NullMarked
package dev.tilewright.kernels.sketch;

import org.jspecify.annotations.NullMarked;
