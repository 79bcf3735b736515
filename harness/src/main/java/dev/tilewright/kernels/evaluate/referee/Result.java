package dev.tilewright.kernels.evaluate.referee;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * What a run has left in its outputs, copied to where no runner reaches.
 *
 * @param given what the run was given
 * @param word what outputs and scratch held before the run
 * @param outputs the contents of every output by name
 */
record Result(Contents given, int word, Map<String, MemorySegment> outputs) {}
