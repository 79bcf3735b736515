package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.confine.NoTemporaryFolderException;
import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.device.runner.RunnerDeath;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Status;
import java.util.Optional;
import java.util.Set;

/** Tells what a candidate has failed of: by itself, or for want of what the machine should have given it. */
final class Surroundings {

    /** How a candidate ends whose compiler or driver cannot write. */
    private static final Set<Status> FOR_WANT_OF_ROOM = Set.of(Status.BUILD_ERROR, Status.LAUNCH_ERROR, Status.CRASH);

    private final OwnedFolder folder;

    /** Looks at the disk that a folder is on. */
    Surroundings(OwnedFolder folder) {
        this.folder = folder;
    }

    /** Returns how a candidate ends whose runner has died in a phase. */
    static Status status(RunnerDeath death, Phase phase) {
        return phase.nobodys()
                ? Status.UNDECIDED
                : switch (death.cause()) {
                    case HUNG -> Status.TIMEOUT;
                    case MEMORY, ENDED -> Status.CRASH;
                    case STARVED, KILLED -> Status.UNDECIDED;
                };
    }

    /**
     * Returns what is to be said of a candidate: as it was judged, or nothing if the disk is full.
     *
     * @param clear deletes what the candidate has written, which may be what the disk is full of
     */
    Message.Evaluated acquit(Message.Evaluated judged, Runnable clear) {
        if (!FOR_WANT_OF_ROOM.contains(judged.status()) || full().isEmpty()) {
            return judged;
        }
        clear.run();
        return full().map(reason -> new Message.Evaluated(
                        Status.UNDECIDED, judged.measured(), reason + "\n" + judged.diagnostics()))
                .orElse(judged);
    }

    /** Returns what is to be said of a challenger, whose runner has ended. */
    Message.Confirmed acquit(Message.Confirmed judged) {
        return judged.verdict() != Verdict.REFUTED
                ? judged
                : full().map(reason -> new Message.Confirmed(
                                Verdict.UNDECIDED, judged.measured(), reason + "\n" + judged.reason()))
                        .orElse(judged);
    }

    private Optional<String> full() {
        try {
            folder.requireRoom();
            return Optional.empty();
        } catch (NoTemporaryFolderException full) {
            return Optional.of(String.valueOf(full.getMessage()));
        }
    }
}
