/**
 * From loop nests to a statement tree: every loop, guard, copy and barrier that a kernel has, before it is written in some language.
 */
@NullMarked
package dev.tilewright.codegen.lower;

import org.jspecify.annotations.NullMarked;
