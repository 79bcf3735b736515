/**
 * Tuning of plain spaces: strategies that are asked for a configuration and told what came of it, and spaces that somebody measured, which a
 * search can run on as if they were a device.
 */
@NullMarked
package dev.tilewright.tuning;

import org.jspecify.annotations.NullMarked;
