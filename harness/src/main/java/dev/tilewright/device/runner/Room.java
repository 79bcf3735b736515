package dev.tilewright.device.runner;

/**
 * What a runner may use.
 *
 * @param heapBytes how large its Java heap may become, in bytes
 * @param sharedBytes how much memory it may share with whoever has started it, in bytes
 */
public record Room(long heapBytes, long sharedBytes) {}
