package dev.tilewright.task;

import dev.tilewright.kernel.TunableKernel;
import java.nio.file.Path;

/**
 * A kernel of the user, named in a task file or on the command line.
 *
 * @param path the file its source was read from
 * @param kernel its source, tunables, constraints and launch geometry
 */
public record UserKernel(Path path, TunableKernel kernel) {}
