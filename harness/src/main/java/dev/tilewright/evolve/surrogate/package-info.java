/** Models that rank candidates before they are evaluated, learned from those that were. They see features only, which a domain gives. */
@NullMarked
package dev.tilewright.evolve.surrogate;

import org.jspecify.annotations.NullMarked;
