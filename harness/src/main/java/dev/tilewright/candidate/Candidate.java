package dev.tilewright.candidate;

import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What is evaluated: a kernel with its configuration and launches, and where it comes from.
 *
 * <p>A candidate that is general carries the program for other problems too, so that an evaluator can verify it there without
 * knowing how programs are made.
 *
 * @param problem the problem it is timed on
 * @param programs the program for each problem it claims to solve; {@code problem} is among them
 * @param origin what it was made from: a schedule, a kernel of the user's own, or text that a generator wrote
 * @param lineage which parents it has, and how it was made of them
 */
public record Candidate(
        Problem problem, SequencedMap<Problem, KernelProgram> programs, Origin origin, Lineage lineage) {

    public Candidate {
        programs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(programs));
        if (!programs.containsKey(problem)) {
            throw new IllegalArgumentException("a candidate must have a program for its own problem " + problem);
        }
    }

    /** Returns the program for the problem it is timed on. */
    public KernelProgram program() {
        return Objects.requireNonNull(programs.get(problem));
    }

    /** Returns the hash of the normalised program: equal for candidates that differ in comments or layout alone. */
    public String hash() {
        return CandidateHash.of(program());
    }

    /** What a candidate was made from. */
    public sealed interface Origin {

        /** A schedule, as its steps are written, applied to the task's naive loop nest. */
        record Scheduled(List<String> steps) implements Origin {
            public Scheduled {
                steps = List.copyOf(steps);
            }
        }

        /** A kernel of the user's own, by its file's name, with a configuration of its tunables. */
        record Tuned(String kernel, Configuration configuration) implements Origin {}

        /** Source text that a generator wrote, whose comments say how it is launched, with a configuration of its tunables. */
        record Written(String source, Configuration configuration) implements Origin {}
    }

    /**
     * Where a candidate comes from.
     *
     * @param parents hashes of its parents, the one it was changed from first; empty for a seed
     * @param directive what was asked of the generator; empty for a seed
     * @param change what was done, in a few words, {@code add vectorize(j, 8)}
     */
    public record Lineage(List<String> parents, Optional<Directive> directive, String change) {
        public Lineage {
            parents = List.copyOf(parents);
        }

        /** Returns the lineage of a candidate that has no parent. */
        public static Lineage seed(String change) {
            return new Lineage(List.of(), Optional.empty(), change);
        }
    }
}
