/**
 * Tasks: a computation with its arguments, problems and tolerance, read from a file and validated.
 */
@NullMarked
package dev.tilewright.task;

import org.jspecify.annotations.NullMarked;
