package dev.tilewright.kernels.genome;

import dev.tilewright.codegen.ParametricProgram;
import dev.tilewright.codegen.Programs;
import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.java.JavaEmitter;
import dev.tilewright.codegen.java.TornadoEmitter;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What kernels are made for: a task's problem on a device, with what schedules must fit into there. */
public final class KernelTarget {

    private static final int OPENCL_LANES = 16;

    private final Task task;
    private final Problem problem;
    private final Emitter emitter;
    private final DeviceFacts facts;
    private final Limits limits;
    private final Optional<LoopNests> nests;

    /**
     * Makes a target.
     *
     * @param task the task
     * @param problem what candidates are timed on
     * @param language the language of the device's kernels
     * @param facts what the device can hold
     */
    public KernelTarget(Task task, Problem problem, Language language, DeviceFacts facts) {
        this.task = task;
        this.problem = problem;
        this.facts = facts;
        emitter = emitter(language);
        limits = emitter.restrict(new Limits(
                facts.maxGroupSize(),
                facts.localMemoryBytes(),
                language == Language.JAVA ? facts.vectorWidth() : OPENCL_LANES,
                Limits.UNROLLED_OPERATIONS,
                capabilities(language, facts)));
        nests = nests(problem);
    }

    private static Set<Capability> capabilities(Language language, DeviceFacts facts) {
        Set<Capability> capabilities =
                EnumSet.of(Capability.FUNCTIONS_OF_LANES, Capability.NON_TEMPORAL_STORES, Capability.FAST_MATH);
        if (facts.maxGroupSize() > 1) {
            capabilities.add(Capability.WORK_ITEMS);
        }
        capabilities.add(facts.cpu() ? Capability.LINE_HINTS : Capability.BARRIERS_IN_BRANCHES);
        if (language == Language.CUDA
                && facts.gpu().filter(GpuFacts::multipliesTf32).isPresent()) {
            capabilities.add(Capability.MATRIX_UNITS);
        }
        return capabilities;
    }

    private static Emitter emitter(Language language) {
        return switch (language) {
            case OPENCL -> new OpenClEmitter();
            case CUDA -> new CudaEmitter();
            case JAVA -> new JavaEmitter();
            case TORNADO -> new TornadoEmitter();
        };
    }

    /** Returns the task. */
    public Task task() {
        return task;
    }

    /** Returns the problem that candidates are timed on. */
    public Problem problem() {
        return problem;
    }

    /** Returns the language of the device's kernels. */
    public Language language() {
        return emitter.language();
    }

    /** Returns what is known of the device. */
    public DeviceFacts facts() {
        return facts;
    }

    /** Returns what schedules must fit into. */
    public Limits limits() {
        return limits;
    }

    /** Returns the untransformed nests for the problem; empty where the task has a reference in place of an expression. */
    public Optional<LoopNests> nests() {
        return nests;
    }

    /** Returns the untransformed nests for any sizes. */
    Optional<LoopNests> nests(Problem sizes) {
        return nests(task, sizes);
    }

    /** Returns the untransformed nests of a task; empty where it has a reference in place of an expression. */
    public static Optional<LoopNests> nests(Task task, Problem sizes) {
        Map<String, ElementType> types = new TreeMap<>();
        for (Argument argument : task.arguments()) {
            types.put(argument.name(), argument.type());
        }
        return task.computation().map(computation -> LoopNests.of(computation, types, sizes.sizes()));
    }

    /**
     * Makes the program of transformed nests, with its launches as formulas over the sizes.
     *
     * @throws IllegalTransformationException if an operand cannot be staged after all, or the language has no way to run a nest
     */
    ParametricProgram program(LoopNests transformed) throws IllegalTransformationException {
        return Programs.parametric(task.name(), transformed, emitter);
    }

    /** Returns the kernel of a schedule as a person would write it, its launches in terms of sizes; empty if there is no such program. */
    public Optional<TunableKernel> written(KernelGenome genome) {
        return genome.nests().flatMap(transformed -> {
            try {
                return Optional.of(program(transformed).written());
            } catch (IllegalTransformationException e) {
                return Optional.empty();
            }
        });
    }

    /** Returns the verify and held-out problems, without the one that candidates are timed on. */
    Set<Problem> otherProblems() {
        Set<Problem> others = new LinkedHashSet<>(task.verify());
        others.addAll(task.heldOut());
        others.remove(problem);
        return others;
    }
}
