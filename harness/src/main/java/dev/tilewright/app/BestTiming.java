package dev.tilewright.app;

import dev.tilewright.device.Backends;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.device.Timing;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.memory.Memory.Best;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.screen.SourceScreen;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Times the best kernel that memory knows once more, so that it can be compared with peers in the same minute.
 *
 * @param home where tasks are found
 */
public record BestTiming(Home home) {

    private static final int LEAST = 3;
    private static final long MOST_NANOS = 3_000_000_000L;

    /** Long enough for this process's own compilers to be done, which would take a core from a kernel on a CPU. */
    private static final long WARM_UP_NANOS = 700_000_000;

    /**
     * The samples.
     *
     * @param task the task
     * @param problem the problem
     * @param device where they were taken
     * @param best the kernel
     * @param samples in the order in which they were taken
     * @param notice what the caller should know about the device; empty where there is nothing to say
     */
    public record Timed(
            Task task,
            Problem problem,
            DeviceDescription device,
            Best best,
            List<Timing> samples,
            Optional<String> notice) {}

    /**
     * Takes samples.
     *
     * @param most how many at most; a slow kernel gets fewer
     * @throws UseCaseException if memory knows no kernel
     */
    public Timed time(ProblemChoice wanted, DeviceChoice device, MemoryLocation memory, int most)
            throws BuildException, LaunchException {
        Task task = wanted.task(home);
        Problem problem = wanted.problem(task);
        // This process is itself the one that runs the kernel.
        Backends backends = Backends.load();
        DeviceChoice.Chosen chosen = device.choose(backends);
        try (OpenMemory store = memory.openToRead()) {
            Best best = BestKnown.find(store.memory(), memory, task, problem, chosen.device());
            if (!best.own()) {
                throw UseCaseException.request(
                        "the best kernel that %s knows was not measured on this machine, and may be anybody's code; verify it first with: tilewright tune %s --device %s --problem %s --memory %s"
                                .formatted(
                                        memory.location(),
                                        task.name(),
                                        chosen.device().id(),
                                        problem,
                                        memory.location()));
            }
            List<Timing> samples =
                    time(backends.device(chosen.device().id()), best.step().candidate(), most);
            return new Timed(task, problem, chosen.device(), best, samples, chosen.notice());
        }
    }

    private static List<Timing> time(Device chosen, Candidate candidate, int samples)
            throws BuildException, LaunchException {
        KernelProgram program = KernelGenome.of(candidate).program();
        // What memory has may be a stranger's.
        SourceScreen.check(program.kernel());
        List<Timing> timings = new ArrayList<>();
        Map<String, DeviceBuffer> buffers = new HashMap<>();
        try (Session session = chosen.open();
                BuiltKernel kernel = session.build(program.kernel())) {
            for (Buffer buffer : program.buffers()) {
                buffers.put(buffer.name(), filled(session, buffer));
            }
            // The first run may compile.
            session.run(kernel, program.launches(), buffers);
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < WARM_UP_NANOS) {
                session.run(kernel, program.launches(), buffers);
            }
            begun = System.nanoTime();
            while (timings.size() < samples && (timings.size() < LEAST || System.nanoTime() - begun < MOST_NANOS)) {
                timings.add(session.run(kernel, program.launches(), buffers));
            }
            buffers.values().forEach(DeviceBuffer::close);
        }
        return timings;
    }

    /** Fills a buffer with small numbers: a time must not depend on denormals or on pages that were never touched. */
    private static DeviceBuffer filled(Session session, Buffer buffer) {
        SplittableRandom random = new SplittableRandom(buffer.name().hashCode());
        DeviceBuffer memory = session.allocate(buffer);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(buffer.bytes(), Long.BYTES);
            for (long i = 0; i < buffer.elements(); i++) {
                double value = random.nextDouble(-1, 1);
                switch (buffer.type()) {
                    case FLOAT32 -> content.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
                    case FLOAT64 -> content.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
                    case INT32 -> content.setAtIndex(ValueLayout.JAVA_INT, i, 1);
                }
            }
            memory.write(content);
        }
        return memory;
    }
}
