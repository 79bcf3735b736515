/**
 * The meta-controller: policies that choose the next directive, and the rewards and credit they learn from.
 */
@NullMarked
package dev.tilewright.control;

import org.jspecify.annotations.NullMarked;
