/**
 * The tensor-expression language: parser, typed syntax tree, double-precision interpreter, and counts of operations and compulsory bytes.
 */
@NullMarked
package dev.tilewright.tensor;

import org.jspecify.annotations.NullMarked;
