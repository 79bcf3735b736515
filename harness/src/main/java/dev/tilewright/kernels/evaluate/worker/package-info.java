/**
 * The process of its own in which candidates are built and run, and the protocol spoken with it.
 */
@NullMarked
package dev.tilewright.kernels.evaluate.worker;

import org.jspecify.annotations.NullMarked;
