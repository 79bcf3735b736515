package dev.tilewright.kernels.genome;

import dev.tilewright.codegen.CudaEmitter;
import dev.tilewright.codegen.Emitter;
import dev.tilewright.codegen.JavaEmitter;
import dev.tilewright.codegen.OpenClEmitter;
import dev.tilewright.codegen.Programs;
import dev.tilewright.codegen.TornadoEmitter;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
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
        nests = nests(problem);
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
        Map<String, ElementType> types = new TreeMap<>();
        for (Argument argument : task.arguments()) {
            types.put(argument.name(), argument.type());
        }
        return task.computation().map(computation -> LoopNests.of(computation, types, sizes.sizes()));
    }

    /**
     * Makes the program of transformed nests for some sizes.
     *
     * @throws IllegalTransformationException if an operand cannot be staged after all, or the language has no way to run a nest
     */
    KernelProgram program(LoopNests transformed, Problem sizes) throws IllegalTransformationException {
        return Programs.of(task.name(), transformed, task.buffers(sizes), emitter);
    }

    /** Returns the verify and held-out problems, without the one that candidates are timed on. */
    Set<Problem> otherProblems() {
        Set<Problem> others = new LinkedHashSet<>(task.verify());
        others.addAll(task.heldOut());
        others.remove(problem);
        return others;
    }
}
