/**
 * Devices in another process: a runner has a device's driver and the kernels that run on it, and whoever started it has a {@link
 * dev.tilewright.device.Session} that speaks to it.
 */
@NullMarked
package dev.tilewright.device.runner;

import org.jspecify.annotations.NullMarked;
