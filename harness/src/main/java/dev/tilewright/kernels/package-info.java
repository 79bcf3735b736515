/** The domain of kernels: what evolution needs to evolve programs for a task on a device. */
@NullMarked
package dev.tilewright.kernels;

import org.jspecify.annotations.NullMarked;
