/** What runs have told over time, kept in a file of lines, and its chart. */
@NullMarked
package dev.tilewright.bench.history;

import org.jspecify.annotations.NullMarked;
