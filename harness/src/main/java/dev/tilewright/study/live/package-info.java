/** Which search is worth its evaluations: whole searches, searches that lack a part, and those of others, on live tasks. */
@NullMarked
package dev.tilewright.study.live;

import org.jspecify.annotations.NullMarked;
