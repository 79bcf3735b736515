/**
 * What models say: how answers are read, how edits are applied and held to the evolvable regions, and which of them become candidates.
 */
@NullMarked
package dev.tilewright.llm.answer;

import org.jspecify.annotations.NullMarked;
