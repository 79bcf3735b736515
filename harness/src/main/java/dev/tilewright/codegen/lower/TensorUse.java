package dev.tilewright.codegen.lower;

/** What an entry point does with a tensor, as far as its parameter says so. */
public enum TensorUse {
    /** It only reads it. */
    READ,
    /** It writes it, and each work-item reads no more of it than it wrote itself. */
    WRITTEN,
    /**
     * Work-items write what others of their group read. The parameter is not {@code restrict}: that would allow a compiler to move the
     * read across the barrier between, since a barrier is a call that does not see the pointer.
     */
    EXCHANGED
}
