package dev.tilewright.search;

import dev.tilewright.control.Policies;
import dev.tilewright.llm.model.Models;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What shapes a search, apart from how it is carried out: a run can be repeated from it.
 *
 * @param task what is tuned
 * @param problem what it is tuned for
 * @param seed where all randomness comes from
 * @param evaluations how many candidates may be evaluated; those that memory knows do not count
 * @param time how long the search may take; empty for as long as it needs
 * @param generators the names of the operators that make children
 * @param controller the name of the policy that chooses directives
 * @param kernel the one kernel to tune, given on the command line; empty to evolve the task's own
 * @param models the language models, where one makes children or advises the controller
 */
public record EvolutionPlan(
        Task task,
        Problem problem,
        long seed,
        int evaluations,
        Optional<Duration> time,
        List<String> generators,
        String controller,
        Optional<UserKernel> kernel,
        Optional<Models> models) {

    /** The generator that asks language models. */
    public static final String LLM = "llm";

    /** Tells whether a search with these generators and this controller has a part for language models. */
    public static boolean needsModels(List<String> generators, String controller) {
        return generators.contains(LLM) || controller.equals(Policies.ADVISED);
    }

    /** Makes the plan of a search without language models. */
    public EvolutionPlan(
            Task task,
            Problem problem,
            long seed,
            int evaluations,
            Optional<Duration> time,
            List<String> generators,
            String controller,
            Optional<UserKernel> kernel) {
        this(task, problem, seed, evaluations, time, generators, controller, kernel, Optional.empty());
    }

    public EvolutionPlan {
        generators = List.copyOf(generators);
        if (evaluations <= 0) {
            throw new IllegalArgumentException("evaluations must be positive, not " + evaluations);
        }
        if (generators.isEmpty()) {
            throw new IllegalArgumentException("a search needs a generator");
        }
        if (time.isPresent() && !time.get().isPositive()) {
            throw new IllegalArgumentException("time must be positive, not " + time.get());
        }
    }
}
