/**
 * The meta-controller: policies that choose the next arm, and the rewards and credit they learn from.
 */
@NullMarked
package dev.tilewright.evolve.control;

import org.jspecify.annotations.NullMarked;
