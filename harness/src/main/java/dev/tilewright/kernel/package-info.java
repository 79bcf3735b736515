/**
 * What a device runs: kernels, the buffers and launches around them, and kernels with tunables left open.
 */
@NullMarked
package dev.tilewright.kernel;

import org.jspecify.annotations.NullMarked;
