package dev.tilewright.cli;

import dev.tilewright.evolve.control.Shapings;
import java.util.Iterator;

/** The names that {@code --reward} knows. */
final class RewardNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Shapings.NAMES.iterator();
    }
}
