/**
 * Run folders and reports: what is left behind for people and for other programs.
 */
@NullMarked
package dev.tilewright.report;

import org.jspecify.annotations.NullMarked;
