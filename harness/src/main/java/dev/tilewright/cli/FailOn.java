package dev.tilewright.cli;

/** What of a comparison is a failure, beside wrong kernels. */
enum FailOn {
    /** A case that has become slower. */
    REGRESSION,
    /** That, and a case of which it cannot be told. */
    INCONCLUSIVE
}
