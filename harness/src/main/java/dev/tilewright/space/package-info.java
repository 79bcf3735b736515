/**
 * What may be chosen and what must hold: tunables with their values, formulas over sizes and tunables, and the configurations that they allow.
 */
@NullMarked
package dev.tilewright.space;

import org.jspecify.annotations.NullMarked;
