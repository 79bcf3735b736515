package dev.tilewright.llm.answer;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.ScheduledKernel;
import dev.tilewright.kernels.genome.WrittenKernel;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Space;
import dev.tilewright.task.UserKernelReader;
import java.util.List;
import java.util.Optional;

/**
 * Makes candidates of answers. What would be found wrong without a device is found here, before anything is built: each reason is one
 * sentence, which goes back to the model when it is asked to repair its answer.
 */
public final class Proposer {

    private static final int LONGEST_IDEA = 100;
    private static final int MOST_STEPS = 64;

    private final GenomeFactory factory;
    private final Novelty novelty;

    /**
     * Makes a proposer.
     *
     * @param factory makes candidates
     * @param novelty knows the sources of the search
     */
    public Proposer(GenomeFactory factory, Novelty novelty) {
        this.factory = factory;
        this.novelty = novelty;
    }

    /**
     * Makes a candidate of an answer.
     *
     * @param text what the model said
     * @param truncated whether it was cut off
     * @param form what it was asked for
     * @param parents what it was asked to change, the first first
     * @param decision what the controller had chosen
     * @throws RejectedException if there is no such candidate
     */
    public Candidate propose(String text, boolean truncated, Form form, List<Candidate> parents, Decision decision)
            throws RejectedException {
        Answer answer = AnswerReader.read(text, truncated, form);
        Candidate parent = parents.getFirst();
        KernelGenome genome = switch (answer) {
            case Answer.Edit(List<Answer.Block> blocks) -> written(parent, Edits.apply(source(parent), blocks));
            case Answer.Rewrite(String source) -> written(parent, source);
            case Answer.Steps(List<String> steps) -> scheduled(parents, steps);
        };
        Candidate child = new Candidate(
                genome,
                new Lineage(
                        parents.stream().map(Candidate::hash).distinct().toList(),
                        Optional.of(decision),
                        change(text, answer)));
        if (parents.stream().anyMatch(other -> other.hash().equals(child.hash()))) {
            throw new RejectedException("the result is the same as its parent");
        }
        return child;
    }

    private String source(Candidate parent) throws RejectedException {
        return EditableSource.of(parent, factory)
                .orElseThrow(
                        () -> new RejectedException(
                                "the parent takes what its comments cannot say, so it is changed by its schedule or written anew, not by blocks"));
    }

    private WrittenKernel written(Candidate parent, String source) throws RejectedException {
        String before = EditableSource.of(parent, factory).orElse("");
        if (source.strip().equals(before.strip())) {
            throw new RejectedException("the result is the same as its parent");
        }
        Regions.check(before, source);
        WrittenKernel kernel;
        try {
            Space space = factory.parse(source).space(factory.target().problem().sizes());
            Configuration first = space.first()
                    .orElseThrow(() -> new IllegalArgumentException("%s for %s"
                            .formatted(space.whyEmpty(), factory.target().problem())));
            kernel = factory.written(source, first);
            requireEffect(source);
        } catch (IllegalArgumentException e) {
            throw new RejectedException("the comments of the source: " + e.getMessage());
        }
        String shown =
                before.isEmpty() ? KernelGenome.of(parent).program().kernel().source() : before;
        novelty.check(source, shown);
        return kernel;
    }

    /** A source that defines a macro of its own in place of a tunable is the same whatever the tunable's value. */
    private void requireEffect(String source) {
        List<String> redefined = UserKernelReader.warnings(factory.parse(source));
        if (!redefined.isEmpty()) {
            throw new IllegalArgumentException(redefined.getFirst());
        }
    }

    private ScheduledKernel scheduled(List<Candidate> parents, List<String> steps) throws RejectedException {
        if (parents.stream().noneMatch(parent -> KernelGenome.of(parent).transformable())) {
            throw new RejectedException("the parent has no schedule; expected its source, changed");
        }
        if (steps.size() > MOST_STEPS) {
            throw new RejectedException(
                    "the schedule has %d steps; at most %d make sense".formatted(steps.size(), MOST_STEPS));
        }
        try {
            ScheduledKernel kernel = factory.scheduled(Schedule.parse(steps));
            Optional<String> obstacle = kernel.obstacle();
            if (obstacle.isPresent()) {
                throw new RejectedException("the schedule is not legal: " + obstacle.get());
            }
            return kernel;
        } catch (IllegalArgumentException e) {
            throw new RejectedException("the schedule cannot be read: " + e.getMessage());
        } catch (IllegalTransformationException e) {
            throw new RejectedException("the schedule is not legal: " + e.getMessage());
        }
    }

    private static String change(String text, Answer answer) {
        String kind = switch (answer) {
            case Answer.Edit(List<Answer.Block> blocks) -> blocks.size() == 1 ? "edit" : blocks.size() + " edits";
            case Answer.Rewrite _ -> "rewrite";
            case Answer.Steps(List<String> steps) -> "schedule of %d steps".formatted(steps.size());
        };
        Optional<String> idea = Idea.in(Reasoning.removed(text));
        if (idea.isEmpty()) {
            return kind;
        }
        String words = idea.get().replaceAll("\\p{Cntrl}", " ").strip();
        return "%s: %s"
                .formatted(kind, words.length() <= LONGEST_IDEA ? words : words.substring(0, LONGEST_IDEA - 1) + "…");
    }
}
