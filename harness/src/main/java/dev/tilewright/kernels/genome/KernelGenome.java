package dev.tilewright.kernels.genome;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.surrogate.Description;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A kernel as evolution changes it: as a schedule, as a configuration of a kernel's tunables, or as text. Whoever wants to know what can be
 * done with a kernel asks it, and not what kind it is.
 */
public sealed interface KernelGenome extends Genome permits ScheduledKernel, TunedKernel, WrittenKernel {

    /** Returns the genome of a candidate of this domain. */
    static KernelGenome of(Candidate candidate) {
        return (KernelGenome) candidate.genome();
    }

    /** Returns the genome as programs. */
    Rendering rendering();

    @Override
    default String hash() {
        return rendering().hash();
    }

    /** Says why it cannot be made into a program, though its schedule is legal; empty if it can. It is made then. */
    @Override
    default Optional<String> obstacle() {
        try {
            rendering().program();
            return Optional.empty();
        } catch (UnrenderableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the problem that the kernel is timed on. */
    default Problem problem() {
        return rendering().problem();
    }

    /** Returns the program for the problem that the kernel is timed on. */
    default KernelProgram program() {
        return rendering().program();
    }

    /** Returns the programs for all problems that the kernel claims to solve. */
    default SequencedMap<Problem, KernelProgram> programs() {
        return rendering().programs();
    }

    /** Returns the program of the same kernel for a problem that nobody may have named before; empty where it does not claim to solve it. */
    default Optional<KernelProgram> program(Problem other) {
        return rendering().program(other);
    }

    /** Returns what the kernel is, in words, where it is what a run began with. */
    String description();

    /** Returns the name of the user's kernel that is tuned; empty for any other. */
    default Optional<String> kernelName() {
        return Optional.empty();
    }

    /** Returns the steps of its schedule as they are written; empty if it has none. */
    default List<String> schedule() {
        return List.of();
    }

    /** Returns the values of its tunables; none for a schedule, whose numbers are its steps'. */
    default Configuration configuration() {
        return Configuration.none();
    }

    /** Returns the text that somebody wrote it as; empty for any other. */
    default Optional<String> written() {
        return Optional.empty();
    }

    /** Tells whether it is right by construction, so that nothing but its speed is in doubt. */
    default boolean rightByConstruction() {
        return false;
    }

    /** Returns its niche: what it is like on a few axes, which differ for schedules, tuned kernels and text. */
    Niche niche();

    /** Returns features of it: numbers by name, comparable between kernels of one task. */
    SortedMap<String, Double> features();

    /** Returns the nests that its schedule leads to; empty if it has none, or was read from memory. */
    default Optional<LoopNests> nests() {
        return Optional.empty();
    }

    /**
     * Returns what it costs by the static model on the device that it was made for; empty where it has no {@link #nests}. It is derived when
     * it is first asked for, and kept.
     */
    default Optional<CostDescription> cost() {
        return Optional.empty();
    }

    /** Returns what can be told of it without running it; empty where it has no {@link #nests}. */
    default Optional<Description> describe(KernelTarget target) {
        return Optional.empty();
    }

    /** Returns what is left open in its source; empty for a schedule, and for a kernel read from memory. */
    default Optional<TunableKernel> tunable() {
        return Optional.empty();
    }

    /** Makes the same genome for the target of {@code factory}: one that was read from memory can be changed only then. */
    KernelGenome remade(GenomeFactory factory) throws UnmakeableException;

    /** Tells whether its structure can be changed by loop transformations. */
    default boolean transformable() {
        return false;
    }

    /**
     * Changes the structure by one step of a loop transformation.
     *
     * @param transformation the name of the transformation
     * @return empty if no legal change was found
     */
    default Optional<Variation> transform(String transformation, GenomeFactory factory, UniformRandomProvider random) {
        return Optional.empty();
    }

    /**
     * Changes numbers and leaves the structure as it is.
     *
     * @param changes how many numbers are changed, positive
     * @return empty if no valid change was found
     */
    Optional<Variation> tune(int changes, GenomeFactory factory, UniformRandomProvider random);

    /**
     * Combines this kernel with another of its kind.
     *
     * @return empty if they have nothing that can be combined, or nothing new came of it
     */
    Optional<Variation> cross(KernelGenome other, GenomeFactory factory, UniformRandomProvider random);
}
