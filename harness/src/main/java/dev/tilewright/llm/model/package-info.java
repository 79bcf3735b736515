/**
 * Language models: which there are, how they are reached, and what they may cost. Knows nothing of kernels.
 */
@NullMarked
package dev.tilewright.llm.model;

import org.jspecify.annotations.NullMarked;
