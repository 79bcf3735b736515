package dev.tilewright.confine;

import java.util.List;
import java.util.Optional;

/**
 * Limits, an environment of its own, and nothing else: what is left where there is neither {@code bwrap} nor Landlock.
 *
 * @param description what is missing, and what to do about it
 */
record LimitsOnly(String description) implements Confinement {

    @Override
    public boolean protects() {
        return false;
    }

    @Override
    public ConfinedCommand command(List<String> command, Rights rights) {
        return new ConfinedCommand(
                ShellLimits.before(command, rights.limits(), false),
                rights.variables(),
                rights.scratch(),
                Optional.of(new FolderLimit(rights.scratch(), rights.limits().scratchBytes())));
    }
}
