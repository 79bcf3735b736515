/**
 * NVIDIA's GPUs, through the driver's own interface, and the compilers of CUDA C, which need no GPU.
 */
@NullMarked
package dev.tilewright.device.cuda;

import org.jspecify.annotations.NullMarked;
