package dev.tilewright.confine;

import java.util.List;

/**
 * A way to start a process so that it can compute, and do nothing else.
 *
 * <p>{@link Bubblewrap} gives it a machine of its own to look at, without network, files of the user's and other processes. {@link
 * Landlock} takes rights from a process by the kernel's means alone. {@link LimitsOnly} is what is left elsewhere.
 */
public sealed interface Confinement permits Bubblewrap, Landlock, LimitsOnly {

    /** A variable, and a system property, by which a weaker one can be asked for: {@code landlock} or {@code limits}. */
    String CHOICE = "TILEWRIGHT_CONFINEMENT";

    /** Returns the best that works on this machine; it is tried out once. */
    static Confinement strongest() {
        return ConfinementProbe.found();
    }

    /** Returns what protects, in one line: {@code bwrap 0.8.0, seccomp, limits}; and what is missing, with what to do about it. */
    String description();

    /** Tells whether a confined process is kept from the user's files, from the network and from other processes. */
    boolean protects();

    /**
     * Returns what to start so that a command is confined.
     *
     * @param command a program, by its absolute path, and its arguments; paths in them are absolute too, since it begins in its scratch
     *     folder
     */
    ConfinedCommand command(List<String> command, Rights rights);
}
