/**
 * How a process that runs strangers' code is started: so that it can compute, and do nothing else.
 *
 * <p>{@link dev.tilewright.confine.Confinement#strongest()} is what this machine can do, {@link dev.tilewright.confine.Rights} what a
 * process is left with. Nothing here knows what a kernel is.
 */
@NullMarked
package dev.tilewright.confine;

import org.jspecify.annotations.NullMarked;
