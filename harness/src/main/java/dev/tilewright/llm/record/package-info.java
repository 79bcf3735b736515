/**
 * What is kept of the part that language models play: the styles in which they are asked, and where what they believe applies.
 */
@NullMarked
package dev.tilewright.llm.record;

import org.jspecify.annotations.NullMarked;
