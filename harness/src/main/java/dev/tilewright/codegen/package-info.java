/**
 * From loop nests to programs: lowering to a statement tree, and one emitter per kernel language.
 */
@NullMarked
package dev.tilewright.codegen;

import org.jspecify.annotations.NullMarked;
