package dev.tilewright.bench;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.UserKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which kernel a case measures. */
public sealed interface KernelChoice {

    /** The best that memory knows, or, where memory knows none, what the baseline has. */
    record Best() implements KernelChoice {}

    /** The naive kernel, as today's emitter writes it. */
    record Naive() implements KernelChoice {}

    /** A schedule's steps, applied to the naive loop nest. */
    record Scheduled(List<String> steps) implements KernelChoice {
        public Scheduled {
            steps = List.copyOf(steps);
        }
    }

    /** A kernel of the user's own; without a configuration the first that its constraints allow. */
    record Own(UserKernel kernel, Optional<Configuration> configuration) implements KernelChoice {}

    /**
     * What {@code export} wrote.
     *
     * @param file a {@code wisdom.json}
     * @param candidates the candidates in it that are of the case's task and problem
     */
    record Exported(Path file, List<Candidate> candidates) implements KernelChoice {
        public Exported {
            candidates = List.copyOf(candidates);
        }
    }
}
