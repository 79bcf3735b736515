/**
 * Performance-regression runs: suites of cases, stored baselines, rounds in fresh processes, and verdicts that the statistics support.
 */
@NullMarked
package dev.tilewright.bench;

import org.jspecify.annotations.NullMarked;
