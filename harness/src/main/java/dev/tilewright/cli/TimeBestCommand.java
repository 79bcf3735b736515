package dev.tilewright.cli;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.device.Backends;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.device.Timing;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Memory.Best;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the best kernel known once more, for scripts that compare it with peers in the same minute. */
@Command(
        name = "time-best",
        hidden = true,
        description = "Time the best kernel known once more, and print every sample as JSON.")
final class TimeBestCommand extends Subcommand {

    private static final int LEAST = 3;
    private static final long MOST_NANOS = 3_000_000_000L;

    /** Long enough for this process's own compilers to be done, which would take a core from a kernel on a CPU. */
    private static final long WARM_UP_NANOS = 700_000_000;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TaskArgument argument;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceChoice device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "How many samples to take at most; a slow kernel gets fewer. Default: 20.")
    private int samples = 20;

    @Override
    public Integer call() throws BuildException, LaunchException {
        if (samples <= 0) {
            throw CommandFailure.usage("--samples must be positive, not " + samples);
        }
        Task task = argument.task();
        Problem problem = argument.problem(task);
        Device chosen = device.choose(Backends.load(), err());
        try (Memory store = memory.openExisting()) {
            Best best = BestKnown.find(store, memory.location(), task, problem, chosen);
            List<Timing> timings = time(chosen, best.candidate());
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("task", task.name());
            json.put("problem", problem.sizes());
            json.put("device", chosen.id());
            json.put("model", chosen.hardware().model());
            json.put("driver", chosen.hardware().driver());
            json.put("run", best.run());
            json.put("hash", best.candidate().hash());
            json.put("operations", Works.of(task, problem).operations());
            json.put("device_ns", timings.stream().map(Timing::deviceNanos).toList());
            json.put("host_ns", timings.stream().map(Timing::hostNanos).toList());
            Json.print(out(), json);
        }
        return ExitCode.DONE;
    }

    private List<Timing> time(Device chosen, Candidate candidate) throws BuildException, LaunchException {
        KernelProgram program = candidate.program();
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
