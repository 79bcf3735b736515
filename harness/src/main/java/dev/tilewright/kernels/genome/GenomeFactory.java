package dev.tilewright.kernels.genome;

import dev.tilewright.codegen.ParametricProgram;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleBuilder;
import dev.tilewright.loops.transform.Trail;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Space;
import dev.tilewright.task.Problem;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes genomes for a target: out of schedules, of configurations of the user's kernels, and of text. */
public final class GenomeFactory {

    /** So many schedules are kept with the nests on their way. */
    private static final int TRAILS = 32;

    private final KernelTarget target;
    private final List<UserKernel> kernels;
    private final Map<Schedule, Trail> trails = new LinkedHashMap<>(TRAILS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Schedule, Trail> eldest) {
            return size() > TRAILS;
        }
    };

    /**
     * Makes a factory.
     *
     * @param target what kernels are made for
     * @param kernels kernels of the user's own; those in other languages are left out
     */
    public GenomeFactory(KernelTarget target, List<UserKernel> kernels) {
        this.target = target;
        this.kernels = kernels.stream()
                .filter(kernel -> kernel.kernel().language() == target.language())
                .toList();
    }

    /** Returns what kernels are made for. */
    public KernelTarget target() {
        return target;
    }

    /** Returns the user's kernels that the device can run. */
    public List<UserKernel> kernels() {
        return kernels;
    }

    /**
     * Finds one of the user's kernels by its {@link UserKernel#name()}, or, as memories of earlier versions have it, by its file name, where
     * only one has it.
     *
     * @throws IllegalArgumentException if there is none
     */
    public UserKernel kernel(String name) {
        return only(kernel -> kernel.name().equals(name))
                .or(() -> only(kernel -> UserKernel.fileName(kernel.name()).equals(name)))
                .orElseThrow(() -> new IllegalArgumentException("no kernel is called " + name));
    }

    /** Tells whether {@link #kernel} would find one. */
    public boolean has(String name) {
        return kernels.stream()
                .anyMatch(kernel -> kernel.name().equals(name)
                        || UserKernel.fileName(kernel.name()).equals(name));
    }

    private Optional<UserKernel> only(Predicate<UserKernel> condition) {
        List<UserKernel> found = kernels.stream().filter(condition).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** Returns the naive kernel, the baseline of every speed-up; empty where the task has no expression to make it from. */
    public Optional<ScheduledKernel> naive() {
        return target.nests().map(nests -> {
            try {
                return scheduled(Schedule.naive(nests, target.limits()));
            } catch (IllegalTransformationException e) {
                throw new IllegalStateException("the naive schedule is not legal: " + e.getMessage(), e);
            }
        });
    }

    /**
     * Makes the kernel of a schedule. It has a program for each verify and held-out problem for which the schedule is legal too. Its
     * programs are made when they are asked for: whether it can be lowered at all is known from {@link KernelGenome#obstacle}.
     *
     * @throws IllegalTransformationException if a step is not legal for the problem, or the task has no expression to schedule
     */
    public ScheduledKernel scheduled(Schedule schedule) throws IllegalTransformationException {
        LoopNests nests = target.nests().orElseThrow(GenomeFactory::nothingToSchedule);
        return scheduled(schedule, schedule.apply(nests, target.limits()));
    }

    /** Makes the kernel of a schedule that was built for the target. */
    public ScheduledKernel scheduled(ScheduleBuilder built) {
        return scheduled(built.schedule(), built.nests());
    }

    private ScheduledKernel scheduled(Schedule schedule, LoopNests transformed) {
        Lazy<ParametricProgram> program = new Lazy<>(() -> lowered(transformed));
        Rendering rendering = new Rendering(
                target.problem(),
                () -> instantiate(program.get(), target.problem()),
                () -> elsewhere(schedule, program.get()),
                other -> program.get().fits(other.sizes())
                        ? Optional.of(instantiate(program.get(), other))
                        : Optional.empty(),
                // A schedule is right for all sizes or for none.
                () -> "");
        return new ScheduledKernel(schedule, Optional.of(Structure.of(transformed, target.facts())), rendering);
    }

    /**
     * Returns a schedule with the nests on its way. Those that were asked for last are kept: children are made of a few parents, again and again.
     *
     * @throws IllegalTransformationException if a step is not legal for the problem, or the task has no expression to schedule
     */
    Trail trail(Schedule schedule) throws IllegalTransformationException {
        Trail known = trails.get(schedule);
        if (known == null) {
            known = Trail.of(schedule, target.nests().orElseThrow(GenomeFactory::nothingToSchedule), target.limits());
            trails.put(schedule, known);
        }
        return known;
    }

    private static IllegalTransformationException nothingToSchedule() {
        return new IllegalTransformationException("the task has no expression to schedule");
    }

    private ParametricProgram lowered(LoopNests transformed) {
        try {
            return target.program(transformed);
        } catch (IllegalTransformationException e) {
            throw new UnrenderableException(String.valueOf(e.getMessage()), e);
        }
    }

    private KernelProgram instantiate(ParametricProgram program, Problem sizes) {
        return program.program(sizes.sizes(), target.task().buffers(sizes));
    }

    /** Makes the programs for other problems: the same with other sizes, where it fits them, and otherwise one lowered for them. */
    private SequencedMap<Problem, KernelProgram> elsewhere(Schedule schedule, ParametricProgram here) {
        SequencedMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        for (Problem other : target.otherProblems()) {
            try {
                ParametricProgram there = here.fits(other.sizes())
                        ? here
                        : target.program(schedule.apply(target.nests(other).orElseThrow(), target.limits()));
                programs.put(other, instantiate(there, other));
            } catch (IllegalTransformationException notGeneral) {
                // The kernel makes no claim about this problem.
                programs.remove(other);
            }
        }
        return programs;
    }

    /**
     * Makes one of the user's kernels in the first configuration that its constraints allow.
     *
     * @throws IllegalArgumentException if they allow none for the problem, or the geometry is impossible
     */
    public TunedKernel first(UserKernel kernel) {
        Space space = kernel.kernel().space(target.problem().sizes());
        Configuration first = space.first()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: %s for %s".formatted(kernel.path(), space.whyEmpty(), target.problem())));
        return tuned(kernel, first);
    }

    /**
     * Makes one of the user's kernels.
     *
     * @throws IllegalArgumentException if its configuration is not allowed for the problem, or the geometry is impossible
     */
    public TunedKernel tuned(UserKernel kernel, Configuration configuration) {
        Rendering rendering = rendering(
                kernel.path().toString(),
                kernel.kernel(),
                configuration,
                kernel.general(),
                sizes -> kernel.program(configuration, sizes, target.task().buffers(sizes)));
        return new TunedKernel(kernel.name(), configuration, Optional.of(kernel), rendering);
    }

    /**
     * Makes the kernel of a text. A grid that is the same whatever the sizes are was meant for one problem.
     *
     * @throws IllegalArgumentException if the text cannot be read as a kernel of the task, its configuration is not allowed, or the
     *     geometry is impossible
     */
    public WrittenKernel written(String source, Configuration configuration) {
        TunableKernel kernel = parse(source);
        boolean general = kernel.namesASize(target.task().sizes());
        return new WrittenKernel(
                source,
                configuration,
                Optional.of(kernel),
                rendering(
                        "the kernel",
                        kernel,
                        configuration,
                        general,
                        sizes -> kernel.instantiate(
                                configuration, sizes.sizes(), target.task().buffers(sizes))));
    }

    /**
     * Makes the program of a genome for any sizes, such as the task does not name.
     *
     * @return empty where the kernel makes no claim about them
     * @throws UnmakeableException if the genome was read from memory and cannot be made anew
     */
    public Optional<KernelProgram> program(KernelGenome genome, Problem problem) throws UnmakeableException {
        return switch (genome) {
            case ScheduledKernel scheduled -> {
                Schedule schedule = Schedule.parse(scheduled.schedule());
                Optional<LoopNests> nests = target.nests(problem);
                try {
                    yield nests.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    instantiate(target.program(schedule.apply(nests.get(), target.limits())), problem));
                } catch (IllegalTransformationException notGeneral) {
                    yield Optional.empty();
                }
            }
            case TunedKernel tuned ->
                tuned.tunable().isEmpty()
                        ? program(tuned.remade(this), problem)
                        : program(
                                kernel(tuned.kernelName().orElseThrow())::program,
                                tuned,
                                problem,
                                tuned.tunable().get());
            case WrittenKernel written ->
                written.tunable().isEmpty()
                        ? program(written.remade(this), problem)
                        : program(
                                (configuration, sizes, arguments) ->
                                        written.tunable().get().instantiate(configuration, sizes.sizes(), arguments),
                                written,
                                problem,
                                written.tunable().get());
        };
    }

    /** Makes the program of a configuration. */
    private interface Instantiation {
        KernelProgram program(Configuration configuration, Problem problem, List<Buffer> arguments);
    }

    private Optional<KernelProgram> program(
            Instantiation instantiation, KernelGenome genome, Problem problem, TunableKernel kernel) {
        boolean claimed = problem.equals(genome.problem())
                || kernel.namesASize(target.task().sizes());
        return claimed && kernel.space(problem.sizes()).contains(genome.configuration())
                ? Optional.of(instantiation.program(
                        genome.configuration(), problem, target.task().buffers(problem)))
                : Optional.empty();
    }

    /**
     * Reads a text as a kernel of the task.
     *
     * @throws IllegalArgumentException if that is not possible
     */
    public TunableKernel parse(String source) {
        try {
            return UserKernelReader.parse(source, target.language(), target.task());
        } catch (TaskException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Rendering rendering(
            String name,
            TunableKernel kernel,
            Configuration configuration,
            boolean general,
            Function<Problem, KernelProgram> programs) {
        Problem problem = target.problem();
        if (!kernel.space(problem.sizes()).contains(configuration)) {
            throw new IllegalArgumentException("%s does not allow %s for %s"
                    .formatted(name, configuration.values().isEmpty() ? "its launch" : configuration, problem));
        }
        KernelProgram program = programs.apply(problem);
        Lazy<SequencedMap<Problem, KernelProgram>> others =
                new Lazy<>(() -> general ? elsewhere(kernel, configuration, programs) : new LinkedHashMap<>());
        return new Rendering(
                problem,
                () -> program,
                others::get,
                other -> general && kernel.space(other.sizes()).contains(configuration)
                        ? Optional.of(programs.apply(other))
                        : Optional.empty(),
                // Whether it is right elsewhere depends on what it is launched with there.
                () -> others.get().entrySet().stream()
                        .map(other -> other.getKey() + " "
                                + other.getValue().kernel().buildOptions() + " "
                                + other.getValue().launches())
                        .collect(Collectors.joining("\u0001")));
    }

    private SequencedMap<Problem, KernelProgram> elsewhere(
            TunableKernel kernel, Configuration configuration, Function<Problem, KernelProgram> instantiated) {
        SequencedMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        for (Problem other : target.otherProblems()) {
            if (kernel.space(other.sizes()).contains(configuration)) {
                programs.put(other, instantiated.apply(other));
            }
        }
        return programs;
    }
}
