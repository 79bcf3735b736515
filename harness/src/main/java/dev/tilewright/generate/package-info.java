/**
 * Operators that make children out of parents.
 */
@NullMarked
package dev.tilewright.generate;

import org.jspecify.annotations.NullMarked;
