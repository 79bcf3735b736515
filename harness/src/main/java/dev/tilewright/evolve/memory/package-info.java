/** The record that outlives a run: runs, steps, lineage, decisions and rewards, per workload and hardware. */
@NullMarked
package dev.tilewright.evolve.memory;

import org.jspecify.annotations.NullMarked;
