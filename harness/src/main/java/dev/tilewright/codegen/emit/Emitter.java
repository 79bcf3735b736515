package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.FastMath;
import dev.tilewright.loops.transform.Limits;
import java.util.List;

/** Writes lowered nests in a kernel language. */
public interface Emitter {

    /** Returns the language that it writes. */
    Language language();

    /** Returns the limits of a schedule in that language, within those of a device. */
    Limits restrict(Limits device);

    /**
     * Checks that the language can express a procedure, and that what runs it launches so large a grid.
     *
     * @throws IllegalTransformationException if not; the message says why
     */
    void check(Procedure procedure) throws IllegalTransformationException;

    /**
     * Writes a whole source file.
     *
     * @param name what the file computes, a word
     * @param procedures its entry points, in order
     */
    Source emit(String name, List<Procedure> procedures);

    /**
     * Returns the options that the source is built with.
     *
     * @param relaxed whether arithmetic may be less exact than the language asks for
     */
    List<String> buildOptions(boolean relaxed);

    /**
     * Returns the options that the source of nests is built with. Where they compute whole numbers by way of real ones, compilers are kept
     * from rounding a product and a sum at once, as far as they take an option for it.
     */
    default List<String> buildOptions(List<Nest> nests) {
        return buildOptions(nests.stream().anyMatch(FastMath::in));
    }

    /**
     * A source file.
     *
     * @param text its text
     * @param parameters the names of the parameters of each entry point, in order: tensors, then sizes
     */
    record Source(String text, List<List<String>> parameters) {
        public Source {
            parameters = List.copyOf(parameters);
        }
    }
}
