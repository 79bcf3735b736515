/** Kernels as genomes: scheduled, tuned or written, made into programs when these are needed, and how they are kept. */
@NullMarked
package dev.tilewright.kernels.genome;

import org.jspecify.annotations.NullMarked;
