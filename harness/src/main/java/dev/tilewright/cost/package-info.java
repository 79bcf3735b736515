/**
 * What a candidate costs, derived from its loop nests without running it: operations, bytes by memory level, vectors, registers,
 * parallelism and strides. Reports, prompts and whatever chooses among candidates read this one record.
 */
@NullMarked
package dev.tilewright.cost;

import org.jspecify.annotations.NullMarked;
