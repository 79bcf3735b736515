package dev.tilewright.device;

/**
 * How long launches took.
 *
 * @param deviceNanos by the device's own clock, from the start of the first launch to the end of the last, in ns; equal to {@code hostNanos} where a device has none
 * @param hostNanos from before the first was enqueued to after the last was finished, by the host's clock, in ns
 */
public record Timing(long deviceNanos, long hostNanos) {}
