/**
 * Timers, sampling, statistics, and the bridge to JMH.
 */
@NullMarked
package dev.tilewright.kernels.evaluate.measure;

import org.jspecify.annotations.NullMarked;
