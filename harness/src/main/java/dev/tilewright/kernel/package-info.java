/**
 * What a device runs: kernels, the buffers and launches around them, and the tunables of a kernel with their constrained space of configurations.
 */
@NullMarked
package dev.tilewright.kernel;

import org.jspecify.annotations.NullMarked;
