/** What came of a run, in the formats that other programs read, and in sentences. */
@NullMarked
package dev.tilewright.bench.output;

import org.jspecify.annotations.NullMarked;
