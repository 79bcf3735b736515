/** The user's repository, as far as {@code git} tells of it, and the search for the commit that made a kernel slower. */
@NullMarked
package dev.tilewright.bench.repository;

import org.jspecify.annotations.NullMarked;
