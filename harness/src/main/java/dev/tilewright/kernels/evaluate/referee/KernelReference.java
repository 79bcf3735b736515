package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.measure.LeastWork;
import dev.tilewright.task.Problem;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A kernel that is trusted as it is: it runs on the device, in the memory that candidates use. */
final class KernelReference implements TaskReference {

    private final TaskDefinition task;
    private final Solution programs;
    private final Session session;
    private final Screen screen;
    private final Function<Problem, ProblemMemory> memories;
    private final Map<Kernel, BuiltKernel> built = new HashMap<>();

    /**
     * Takes a kernel; it is built when it is first asked.
     *
     * @param programs its program for each problem
     * @param session the device
     * @param screen what the device cannot run
     * @param memories the memory of each problem
     */
    KernelReference(
            TaskDefinition task,
            Solution programs,
            Session session,
            Screen screen,
            Function<Problem, ProblemMemory> memories) {
        this.task = task;
        this.programs = programs;
        this.session = session;
        this.screen = screen;
        this.memories = memories;
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
        ProblemMemory memory = memories.apply(problem);
        try (Trial trial = new Trial(session, build(program.kernel()), program, memory)) {
            memory.load(inputs);
            trial.reset();
            trial.run();
            trial.verifyUntouched();
            Map<String, double[]> outputs = new LinkedHashMap<>();
            for (DeviceBuffer output : memory.outputs()) {
                double[] values = output.look(contents -> numbers(contents, output.buffer()));
                outputs.put(output.buffer().name(), TaskReference.requireFinite(values, output.buffer(), problem));
            }
            // No candidate is to find the answer where its own should be.
            trial.reset();
            return outputs;
        } catch (BuildException failed) {
            throw new ReferenceException("does not compile: " + failed.getMessage(), failed);
        } catch (LaunchException failed) {
            throw new ReferenceException("fails on %s: %s".formatted(problem, failed.getMessage()), failed);
        } catch (WrongResultException wrong) {
            throw new ReferenceException("is not right: " + wrong.getMessage(), wrong);
        }
    }

    /** Reads an output; what was not written is NaN, for whole numbers too. */
    private static double[] numbers(MemorySegment contents, Buffer output) {
        double[] numbers = Elements.numbers(contents, output.type());
        if (output.type() == ElementType.INT32) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = numbers[i] == ProblemMemory.POISON ? Double.NaN : numbers[i];
            }
        }
        return numbers;
    }

    private BuiltKernel build(Kernel kernel) throws BuildException {
        BuiltKernel found = built.get(kernel);
        if (found == null) {
            found = session.build(kernel);
            built.put(kernel, found);
        }
        return found;
    }
}
