/**
 * Language models: which there are, how they are reached, and what they may cost. Knows nothing of kernels.
 */
@NullMarked
package dev.tilewright.generate.model;

import org.jspecify.annotations.NullMarked;
