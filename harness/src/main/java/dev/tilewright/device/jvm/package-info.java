/**
 * The JVM as a device: Java kernels compiled in memory and run by a fixed pool over the groups of a launch.
 */
@NullMarked
package dev.tilewright.device.jvm;

import org.jspecify.annotations.NullMarked;
