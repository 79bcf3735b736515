/**
 * What Tilewright does, use case by use case: begin, resume and replay a search, export its best kernel, compile without a device, compare
 * a suite with its baseline. The command line, a dashboard and a remote worker call these.
 *
 * <p>Nothing here parses options, prints or ends the process. Progress goes to a listener; results are values; a failure is a
 * {@link dev.tilewright.app.UseCaseException}, or an exception of a floor below, and {@link dev.tilewright.app.Blame} says whose it is.
 */
@NullMarked
package dev.tilewright.app;

import org.jspecify.annotations.NullMarked;
