/**
 * The command line.
 */
@NullMarked
package dev.tilewright.cli;

import org.jspecify.annotations.NullMarked;
