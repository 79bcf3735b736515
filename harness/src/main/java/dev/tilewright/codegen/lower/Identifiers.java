package dev.tilewright.codegen.lower;

import dev.tilewright.kernel.ReservedWords;
import dev.tilewright.loops.nest.Nest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What things are called in the kernel of a nest, so that nothing is called like something else, or like a word of a language. */
public final class Identifiers {

    private final Set<String> given = new HashSet<>();
    private final Map<String, String> written = new HashMap<>();

    public Identifiers(Nest nest) {
        given.addAll(nest.sizes().keySet());
        given.addAll(nest.shapes().keySet());
        nest.axes().forEach(axis -> given.add(axis.name()));
        nest.loops().forEach(loop -> given.add(loop.name()));
    }

    /** Returns how a name of the task's own, or of a loop, is written: with an underscore where the word is a language's. */
    public String given(String name) {
        return written.computeIfAbsent(name, each -> ReservedWords.contains(each) ? free(each + "_") : each);
    }

    /** Returns a name for what only the kernel knows: {@code wanted}, unless the task uses it or a name that it begins. */
    public String own(String wanted) {
        return free(wanted);
    }

    private String free(String wanted) {
        boolean taken = given.stream().anyMatch(name -> name.equals(wanted) || name.startsWith(wanted + "_"));
        return taken ? free(wanted + "_") : wanted;
    }

    /** Returns the name of the array that holds the tile of a tensor. */
    public String tile(String tensor) {
        return own(given(tensor) + "_tile");
    }

    /** Returns the name of the buffer that an iteration of a loop reads, where tiles have two. */
    public String buffer(String loop) {
        return own(given(loop) + "_buffer");
    }

    /** Returns the name of the registers that hold what is copied of a tensor for the next iteration. */
    public String next(String tensor) {
        return own(given(tensor) + "_next");
    }
}
