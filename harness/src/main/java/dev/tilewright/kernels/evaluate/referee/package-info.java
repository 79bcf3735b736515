/**
 * The referee: what a candidate is held against, how it is judged, and the process in which that happens.
 */
@NullMarked
package dev.tilewright.kernels.evaluate.referee;

import org.jspecify.annotations.NullMarked;
