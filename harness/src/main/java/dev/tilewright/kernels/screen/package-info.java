/**
 * What may stand in source that somebody else wrote: C for OpenCL and CUDA is preprocessed as compilers do it, and refused where it could
 * do anything but compute.
 */
@NullMarked
package dev.tilewright.kernels.screen;

import org.jspecify.annotations.NullMarked;
