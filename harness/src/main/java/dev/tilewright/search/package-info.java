/**
 * Evolution: the one loop that ties generator, evaluator, memory and controller together, and the archive it evolves.
 */
@NullMarked
package dev.tilewright.search;

import org.jspecify.annotations.NullMarked;
