/**
 * Execution targets: what hardware there is, what it can hold, and how a kernel is built and run on it.
 */
@NullMarked
package dev.tilewright.device;

import org.jspecify.annotations.NullMarked;
