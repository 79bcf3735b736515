package dev.tilewright.kernels.genome;

/** A genome cannot be made into a program, though its schedule is legal: see {@link KernelGenome#obstacle}. */
final class UnrenderableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnrenderableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
