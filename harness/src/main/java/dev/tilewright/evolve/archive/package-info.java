/** The population: islands of niches, each with its elite, and how parents are chosen from them. */
@NullMarked
package dev.tilewright.evolve.archive;

import org.jspecify.annotations.NullMarked;
