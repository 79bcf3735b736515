package dev.tilewright.generate;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.codegen.ParametricProgram;
import dev.tilewright.codegen.Programs;
import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.java.JavaEmitter;
import dev.tilewright.codegen.java.TornadoEmitter;
import dev.tilewright.cost.CostDescription;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/** Makes candidates for one task, problem and device: out of schedules, of configurations of the user's kernels, and of written text. */
public final class CandidateFactory {

    private static final int OPENCL_LANES = 16;

    private final Task task;
    private final Problem problem;
    private final Emitter emitter;
    private final DeviceFacts facts;
    private final Limits limits;
    private final Optional<LoopNests> naive;
    private final List<UserKernel> kernels;

    /**
     * Makes a factory.
     *
     * @param task the task
     * @param problem what candidates are timed on
     * @param language the language of the device's kernels
     * @param facts what the device can hold
     * @param kernels kernels of the user's own; those in other languages are left out
     */
    public CandidateFactory(
            Task task, Problem problem, Language language, DeviceFacts facts, List<UserKernel> kernels) {
        this.task = task;
        this.problem = problem;
        this.facts = facts;
        emitter = emitter(language);
        limits = emitter.restrict(new Limits(
                facts.maxGroupSize() > 1,
                facts.maxGroupSize(),
                facts.localMemoryBytes(),
                language == Language.JAVA ? facts.vectorWidth() : OPENCL_LANES,
                true,
                true,
                language == Language.CUDA
                        && facts.gpu().filter(GpuFacts::multipliesTf32).isPresent(),
                facts.cpu(),
                true,
                Limits.UNROLLED_OPERATIONS,
                !facts.cpu()));
        naive = nests(problem);
        this.kernels = kernels.stream()
                .filter(kernel -> kernel.kernel().language() == language)
                .toList();
    }

    private static Emitter emitter(Language language) {
        return switch (language) {
            case OPENCL -> new OpenClEmitter();
            case CUDA -> new CudaEmitter();
            case JAVA -> new JavaEmitter();
            case TORNADO -> new TornadoEmitter();
        };
    }

    private Optional<LoopNests> nests(Problem sizes) {
        Map<String, ElementType> types = new TreeMap<>();
        for (Argument argument : task.arguments()) {
            types.put(argument.name(), argument.type());
        }
        return task.computation().map(computation -> LoopNests.of(computation, types, sizes.sizes()));
    }

    /** Returns the untransformed nests for the problem; empty where the task has a reference in place of an expression. */
    public Optional<LoopNests> nests() {
        return naive;
    }

    /** Returns what schedules must fit into. */
    public Limits limits() {
        return limits;
    }

    /** Returns what is known of the device. */
    public DeviceFacts facts() {
        return facts;
    }

    /** Returns the user's kernels that the device can run. */
    public List<UserKernel> kernels() {
        return kernels;
    }

    /** Returns the user's kernel that an origin names. */
    public UserKernel kernel(Candidate.Origin.Tuned origin) {
        return kernels.stream()
                .filter(kernel -> name(kernel).equals(origin.kernel()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel is called " + origin.kernel()));
    }

    /**
     * Returns what is left open in a candidate's kernel; empty for one that has a schedule, whose numbers are its steps'.
     *
     * @throws IllegalArgumentException if the origin is text that cannot be read as a kernel of the task
     */
    public Optional<TunableKernel> tunable(Candidate.Origin origin) {
        return switch (origin) {
            case Candidate.Origin.Scheduled _ -> Optional.empty();
            case Candidate.Origin.Tuned tuned -> Optional.of(kernel(tuned).kernel());
            case Candidate.Origin.Written written -> Optional.of(parse(written.source()));
        };
    }

    private TunableKernel parse(String source) {
        try {
            return UserKernelReader.parse(source, emitter.language(), task);
        } catch (TaskException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Returns the language of the device's kernels. */
    public Language language() {
        return emitter.language();
    }

    /** Returns the task. */
    public Task task() {
        return task;
    }

    /** Returns the problem that candidates are timed on. */
    public Problem problem() {
        return problem;
    }

    /** Returns the name by which origins refer to one of the user's kernels: its file's. */
    public static String name(UserKernel kernel) {
        return String.valueOf(kernel.path().getFileName());
    }

    /** Returns the naive kernel, the baseline of every speed-up; empty where the task has no expression to make it from. */
    public Optional<Candidate> naive() {
        return naive.map(nests -> {
            Schedule schedule = Schedule.naive(nests, limits);
            try {
                return candidate(new Candidate.Origin.Scheduled(schedule.text()), Candidate.Lineage.seed("naive"));
            } catch (IllegalTransformationException e) {
                throw new IllegalStateException("the naive schedule is not legal: " + e.getMessage(), e);
            }
        });
    }

    /**
     * Returns one of the user's kernels in the first configuration that its constraints allow.
     *
     * @throws IllegalArgumentException if they allow none for the problem, or the geometry is impossible
     */
    public Candidate seed(UserKernel kernel) {
        Configuration first = kernel.kernel()
                .space(problem.sizes())
                .first()
                .orElseThrow(() ->
                        new IllegalArgumentException("%s: its constraints and its launch allow no configuration for %s"
                                .formatted(kernel.path(), problem)));
        return tuned(new Candidate.Origin.Tuned(name(kernel), first), Candidate.Lineage.seed(name(kernel)));
    }

    /**
     * Makes a candidate. It carries a program for every verify and held-out problem for which its origin gives one.
     *
     * @throws IllegalTransformationException if a step of its schedule is not legal for the problem
     * @throws IllegalArgumentException if its configuration is not allowed for the problem
     */
    public Candidate candidate(Candidate.Origin origin, Candidate.Lineage lineage)
            throws IllegalTransformationException {
        return switch (origin) {
            case Candidate.Origin.Scheduled scheduled -> scheduled(scheduled, lineage);
            case Candidate.Origin.Tuned tuned -> tuned(tuned, lineage);
            case Candidate.Origin.Written written -> written(written, lineage);
        };
    }

    private Candidate scheduled(Candidate.Origin.Scheduled origin, Candidate.Lineage lineage)
            throws IllegalTransformationException {
        Schedule schedule = Schedule.parse(origin.steps());
        SequencedMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        ParametricProgram here = parametric(schedule, problem);
        programs.put(problem, here.program(problem.sizes(), task.buffers(problem)));
        for (Problem other : otherProblems()) {
            try {
                ParametricProgram there = here.fits(other.sizes()) ? here : parametric(schedule, other);
                programs.put(other, there.program(other.sizes(), task.buffers(other)));
            } catch (IllegalTransformationException e) {
                // The schedule is not general: it makes no claim about this problem.
                programs.remove(other);
            }
        }
        return new Candidate(problem, programs, origin, lineage);
    }

    private ParametricProgram parametric(Schedule schedule, Problem sizes) throws IllegalTransformationException {
        LoopNests nests = nests(sizes)
                .orElseThrow(() -> new IllegalTransformationException("the task has no expression to schedule"));
        return Programs.parametric(task.name(), schedule.apply(nests, limits), emitter);
    }

    /**
     * Returns the kernel of a schedule with its launches as formulas over sizes.
     *
     * @throws IllegalTransformationException if a step is not legal for the problem
     */
    public TunableKernel written(Candidate.Origin.Scheduled origin) throws IllegalTransformationException {
        return parametric(Schedule.parse(origin.steps()), problem).written();
    }

    /**
     * Describes what a candidate costs, for the problem that candidates are timed on.
     *
     * @return empty where it has no schedule, or one that is not legal here
     */
    public Optional<CostDescription> describe(Candidate candidate) {
        if (!(candidate.origin() instanceof Candidate.Origin.Scheduled(var steps)) || naive.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CostDescription.of(Schedule.parse(steps).apply(naive.get(), limits), facts));
        } catch (IllegalTransformationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Candidate tuned(Candidate.Origin.Tuned origin, Candidate.Lineage lineage) {
        UserKernel kernel = kernel(origin);
        SequencedMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        programs.put(problem, program(kernel.path().toString(), kernel.kernel(), origin.configuration(), problem));
        for (Problem other : otherProblems()) {
            if (kernel.kernel().space(other.sizes()).contains(origin.configuration())) {
                programs.put(other, program(kernel.path().toString(), kernel.kernel(), origin.configuration(), other));
            }
        }
        return new Candidate(problem, programs, origin, lineage);
    }

    private Candidate written(Candidate.Origin.Written origin, Candidate.Lineage lineage) {
        TunableKernel kernel = parse(origin.source());
        SequencedMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        programs.put(problem, program("the kernel", kernel, origin.configuration(), problem));
        // A grid that is the same whatever the sizes are was meant for one problem.
        if (kernel.namesASize(task.sizes())) {
            for (Problem other : otherProblems()) {
                if (kernel.space(other.sizes()).contains(origin.configuration())) {
                    programs.put(other, program("the kernel", kernel, origin.configuration(), other));
                }
            }
        }
        return new Candidate(problem, programs, origin, lineage);
    }

    private KernelProgram program(String name, TunableKernel kernel, Configuration configuration, Problem sizes) {
        if (!kernel.space(sizes.sizes()).contains(configuration)) {
            throw new IllegalArgumentException("%s does not allow %s for %s"
                    .formatted(name, configuration.values().isEmpty() ? "its launch" : configuration, sizes));
        }
        return kernel.instantiate(configuration, sizes.sizes(), task.buffers(sizes));
    }

    private Set<Problem> otherProblems() {
        Set<Problem> others = new LinkedHashSet<>(task.verify());
        others.addAll(task.heldOut());
        others.remove(problem);
        return others;
    }
}
