/** What evolution handles: candidates with genomes it cannot read, the decisions that made them, and what became of them. */
@NullMarked
package dev.tilewright.evolve.candidate;

import org.jspecify.annotations.NullMarked;
