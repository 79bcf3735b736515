package dev.tilewright.device.runner;

import java.nio.file.Path;

/**
 * What a runner may use.
 *
 * @param heapBytes how large its Java heap may become, in bytes
 * @param sharedBytes how much memory it may share with whoever has started it, in bytes
 * @param compilerCache where PoCL keeps what it has compiled, for this runner and those beside and after it
 */
public record Room(long heapBytes, long sharedBytes, Path compilerCache) {}
