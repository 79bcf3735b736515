/**
 * What all emitters share: the text of entry points, of indices and of loops, which look the same in every language with C's arithmetic.
 */
@NullMarked
package dev.tilewright.codegen.emit;

import org.jspecify.annotations.NullMarked;
