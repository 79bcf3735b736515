package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.runner.RemoteBuffer;
import dev.tilewright.device.runner.RemoteDevice;
import dev.tilewright.device.runner.RemoteKernel;
import dev.tilewright.device.runner.RemoteRun;
import dev.tilewright.device.runner.RemoteSession;
import dev.tilewright.device.runner.RunnerDeath;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.measure.LeastWork;
import dev.tilewright.task.Problem;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A kernel that is trusted as it is: it runs on the device, in a runner of its own that no candidate shares. */
final class KernelReference implements TaskReference {

    /** A quiet NaN in single and in double precision, and no likely integer. */
    private static final int UNWRITTEN = 0x7FF8DEAD;

    private final TaskDefinition task;
    private final Solution programs;
    private final RemoteDevice device;
    private final Screen screen;
    private final Map<Kernel, RemoteKernel> built = new HashMap<>();
    private @Nullable RemoteSession session;

    /**
     * Takes a kernel; it is built when it is first asked.
     *
     * @param programs its program for each problem
     * @param device where it runs
     * @param screen what the device cannot run
     */
    KernelReference(TaskDefinition task, Solution programs, RemoteDevice device, Screen screen) {
        this.task = task;
        this.programs = programs;
        this.device = device;
        this.screen = screen;
    }

    @Override
    public double operations(Problem problem) {
        return 0;
    }

    @Override
    public LeastWork leastWork(Problem problem) {
        return task.leastWork(problem);
    }

    @Override
    public boolean usesDevice() {
        return true;
    }

    @Override
    public Map<String, double[]> compute(Problem problem, Inputs inputs) {
        KernelProgram program = programs.program(problem)
                .orElseThrow(() -> new IllegalArgumentException("the reference has no program for " + problem));
        screen.refusal(program, task.buffers(problem)).ifPresent(reason -> {
            throw new ReferenceException("cannot run here. " + reason);
        });
        RemoteSession open = session();
        Map<String, RemoteBuffer> buffers = new LinkedHashMap<>();
        try (ArgumentSet arguments = new ArgumentSet(open, task, problem)) {
            buffers.putAll(arguments.arguments());
            for (Buffer buffer : program.buffers()) {
                if (buffer.role() == Buffer.Role.SCRATCH) {
                    buffers.put(buffer.name(), open.allocate(buffer));
                }
            }
            arguments.prepare(Contents.copied(inputs, InputShape.DECLARED), UNWRITTEN);
            try (RemoteRun run = open.bind(build(program.kernel()), program.launches(), buffers)) {
                open.run(List.of(run));
            }
            for (Map.Entry<String, RemoteBuffer> buffer : buffers.entrySet()) {
                if (!buffer.getValue().guardsIntact()) {
                    throw new ReferenceException("is not right: something was written just outside of %s on %s"
                            .formatted(buffer.getKey(), problem));
                }
            }
            Map<String, double[]> outputs = new LinkedHashMap<>();
            for (RemoteBuffer output : arguments.outputs()) {
                double[] values = output.look(contents -> numbers(contents, output.buffer()));
                outputs.put(output.buffer().name(), TaskReference.requireFinite(values, output.buffer(), problem));
            }
            arguments.changedInput().ifPresent(name -> {
                throw new ReferenceException("changes its input %s on %s".formatted(name, problem));
            });
            return outputs;
        } catch (BuildException failed) {
            throw new ReferenceException("does not compile: " + failed.getMessage(), failed);
        } catch (LaunchException failed) {
            throw new ReferenceException("fails on %s: %s".formatted(problem, failed.getMessage()), failed);
        } catch (RunnerDeath death) {
            session = null;
            throw new ReferenceException("fails on %s: %s".formatted(problem, death.getMessage()), death);
        } finally {
            program.buffers().stream()
                    .filter(buffer -> buffer.role() == Buffer.Role.SCRATCH)
                    .map(buffer -> buffers.get(buffer.name()))
                    .filter(Objects::nonNull)
                    .filter(buffer -> session != null)
                    .forEach(RemoteBuffer::close);
        }
    }

    private RemoteSession session() {
        RemoteSession open = session;
        if (open == null) {
            open = device.open();
            session = open;
            built.clear();
        }
        return open;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }

    /** Reads an output; what was not written is NaN, for whole numbers too. */
    private static double[] numbers(MemorySegment contents, Buffer output) {
        double[] numbers = Elements.numbers(contents, output.type());
        if (output.type() == ElementType.INT32) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = numbers[i] == UNWRITTEN ? Double.NaN : numbers[i];
            }
        }
        return numbers;
    }

    private RemoteKernel build(Kernel kernel) throws BuildException {
        RemoteKernel found = built.get(kernel);
        if (found == null) {
            found = session().build(kernel);
            built.put(kernel, found);
        }
        return found;
    }
}
