package dev.tilewright.cli;

import dev.tilewright.kernels.Part;
import java.util.Iterator;

/** The names that {@code --without} knows. */
final class PartNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Part.names().iterator();
    }
}
