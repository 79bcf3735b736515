/** The loop: what a domain has to provide, where candidates come from, and how outcomes are committed, ranked and repeated. */
@NullMarked
package dev.tilewright.evolve.loop;

import org.jspecify.annotations.NullMarked;
