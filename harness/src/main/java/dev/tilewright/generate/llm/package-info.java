/**
 * Language models as a generator: what they are told, how their answers are read, and which answers become candidates.
 */
@NullMarked
package dev.tilewright.generate.llm;

import org.jspecify.annotations.NullMarked;
