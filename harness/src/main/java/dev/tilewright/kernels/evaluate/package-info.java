/**
 * The cascade that judges a candidate: screen, build, verify, time, confirm.
 */
@NullMarked
package dev.tilewright.kernels.evaluate;

import org.jspecify.annotations.NullMarked;
