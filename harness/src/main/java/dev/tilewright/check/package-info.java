/**
 * A check of a device that can be had for minutes only: parts with a time limit each, the most telling first, whose results are written as
 * they come.
 *
 * <p>Every part is a command of its own, so that what hangs or crashes is that part and nothing else. Nothing here opens a device, and
 * nothing of Tilewright is imported: the commands are what a person would type.
 */
@NullMarked
package dev.tilewright.check;

import org.jspecify.annotations.NullMarked;
