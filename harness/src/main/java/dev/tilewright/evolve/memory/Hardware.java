package dev.tilewright.evolve.memory;

import java.util.Locale;

/**
 * The stable identity of a device: what memory is keyed by.
 *
 * @param backend the backend it is reached through
 * @param vendor the manufacturer
 * @param model its marketing name
 * @param architecture what generation or instruction set it is, if known
 * @param driver the version of the software below the backend, as far as it shapes performance
 */
public record Hardware(String backend, String vendor, String model, String architecture, String driver) {

    /** Returns the identity as one line of lower-case words that is safe as a key and as a folder's name. */
    public String key() {
        return String.join("-", backend, vendor, model, architecture, driver)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.]+", "-")
                .replaceAll("^-+|-+$", "");
    }
}
