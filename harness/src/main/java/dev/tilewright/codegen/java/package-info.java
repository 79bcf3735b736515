/**
 * The emitters of Java: for the JVM, and for TornadoVM.
 */
@NullMarked
package dev.tilewright.codegen.java;

import org.jspecify.annotations.NullMarked;
