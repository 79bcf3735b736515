package dev.tilewright.check;

import dev.tilewright.check.BoundedProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One part of a check.
 *
 * @param name its name, which names its logs
 * @param limit how long it may take
 * @param command what runs it
 * @param folder where it runs
 * @param written the file in which its command leaves what it finds
 * @param resumes whether the command goes on behind what that file has already
 * @param reading what its end says
 */
record Part(
        String name,
        Duration limit,
        List<String> command,
        Path folder,
        Optional<Path> written,
        boolean resumes,
        Reading reading) {

    /** Removes what an earlier try has left, but for what this one goes on from. */
    void prepare(Optional<Finding.State> earlier) throws IOException {
        boolean cut = earlier.filter(state -> state != Finding.State.FAILED).isPresent();
        if (written.isPresent() && !(resumes && cut)) {
            Files.deleteIfExists(written.get());
        }
    }

    /** Reads what a command has left behind. */
    @FunctionalInterface
    interface Reading {
        /**
         * Returns what holds, in one line.
         *
         * @throws Unheld if something does not hold
         * @throws IOException if what should be there cannot be read
         */
        String read(Ended ended) throws Unheld, IOException;
    }

    /** Says what does not hold, or what is missing. */
    static final class Unheld extends Exception {

        private final Finding.State state;

        Unheld(String line) {
            this(Finding.State.FAILED, line);
        }

        Unheld(Finding.State state, String line) {
            super(line);
            this.state = state;
        }

        Finding.State state() {
            return state;
        }

        String line() {
            return String.valueOf(getMessage());
        }
    }
}
