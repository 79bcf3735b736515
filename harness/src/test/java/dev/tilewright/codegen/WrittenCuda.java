package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.nests;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.lower.Lowering;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Schedule;
import java.util.ArrayList;
import java.util.List;

/** The kernels in CUDA C that the tests of a class have written, to be compiled together. */
final class WrittenCuda {

    private final List<Kernel> kernels = new ArrayList<>();

    /** Writes a kernel, and keeps it. */
    String cuda(LoopNests nests, String... steps) {
        String text = Scheduled.cuda(nests, steps);
        add(new Kernel(Language.CUDA, text, List.of("matmul"), new CudaEmitter().buildOptions(false)));
        return text;
    }

    /** Keeps a kernel that was written otherwise. */
    void add(Kernel kernel) {
        kernels.add(kernel);
    }

    /** Returns why a nest cannot be written in CUDA C. */
    static String refusal(LoopNests nests, String... steps) throws IllegalTransformationException {
        CudaEmitter emitter = new CudaEmitter();
        LoopNests scheduled = Schedule.parse(List.of(steps)).apply(nests, emitter.restrict(GPU));
        Procedure procedure = Lowering.lower("matmul", scheduled.launches().getFirst());
        return catchThrowableOfType(IllegalTransformationException.class, () -> emitter.check(procedure))
                .getMessage();
    }

    /** Compiles all of them, where there is a compiler, or says that there is none. */
    void compile(String writer) throws BuildException {
        if (CudaCompilers.find().isPresent()) {
            CudaKernelsTest.compile(kernels);
        } else {
            System.out.printf("CUDA COMPILER SKIPPED: kernels of %s: %s%n", writer, CudaCompilers.MISSING);
        }
    }
}
