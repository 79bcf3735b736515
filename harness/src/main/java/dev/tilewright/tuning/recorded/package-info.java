/** Spaces that somebody measured on real hardware, point by point: reading, writing and searching them. */
@NullMarked
package dev.tilewright.tuning.recorded;

import org.jspecify.annotations.NullMarked;
