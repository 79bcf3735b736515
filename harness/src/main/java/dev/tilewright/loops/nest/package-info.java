/**
 * The intermediate representation of loop nests: what a statement computes, the loops that compute it, where its operands and results
 * are kept, and questions about all of these. A nest is a value; {@code loops.transform} makes others of it.
 */
@NullMarked
package dev.tilewright.loops.nest;

import org.jspecify.annotations.NullMarked;
