/**
 * Timers, sampling, statistics, and the bridge to JMH.
 */
@NullMarked
package dev.tilewright.evaluate.measure;

import org.jspecify.annotations.NullMarked;
