package dev.tilewright.codegen;

/** A lowered kernel does what no kernel may: leaves a tensor, races, misses a barrier, or reads what nothing wrote. */
final class KernelFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KernelFault(String message) {
        super(message);
    }
}
