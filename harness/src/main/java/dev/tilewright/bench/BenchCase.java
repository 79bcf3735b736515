package dev.tilewright.bench;

import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.Optional;

/**
 * One row of a suite.
 *
 * @param name what it is called, in the suite and in a baseline
 * @param task what is computed
 * @param problem what it is timed on
 * @param device where, as the suite says; empty where it does not
 * @param kernel which kernel
 */
public record BenchCase(String name, Task task, Problem problem, Optional<String> device, KernelChoice kernel) {}
