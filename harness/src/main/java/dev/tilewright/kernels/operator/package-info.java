/** The operators that make children of kernels. */
@NullMarked
package dev.tilewright.kernels.operator;

import org.jspecify.annotations.NullMarked;
