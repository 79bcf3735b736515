package dev.tilewright.cost;

/**
 * How far the elements lie apart that an access meets in neighbouring iterations.
 *
 * @param loop the loop whose iterations are meant
 * @param elements the distance in memory, in elements
 */
public record Stride(String loop, long elements) {

    /** Returns the distance in a word: {@code same}, {@code contiguous}, {@code strided by 1024}. */
    @Override
    public String toString() {
        return elements == 0 ? "same" : elements == 1 ? "contiguous" : "strided by " + elements;
    }
}
