/** Which strategy is worth its evaluations: repeats of strategies on recorded spaces, their scores, and the page that shows them. */
@NullMarked
package dev.tilewright.study;

import org.jspecify.annotations.NullMarked;
