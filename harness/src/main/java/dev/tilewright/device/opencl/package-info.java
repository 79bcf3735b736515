/**
 * OpenCL devices, through JOCL.
 */
@NullMarked
package dev.tilewright.device.opencl;

import org.jspecify.annotations.NullMarked;
