/**
 * The emitters of OpenCL C and CUDA C.
 */
@NullMarked
package dev.tilewright.codegen.c;

import org.jspecify.annotations.NullMarked;
