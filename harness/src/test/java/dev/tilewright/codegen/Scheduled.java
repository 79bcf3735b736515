package dev.tilewright.codegen;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.java.JavaEmitter;
import dev.tilewright.codegen.java.TornadoEmitter;
import dev.tilewright.codegen.lower.Lowering;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The source text of scheduled nests, and the reasons for which schedules are refused. */
final class Scheduled {

    private Scheduled() {}

    /** Returns the nests of a computation of 64 elements of X, of two dimensions where it is read with two indices. */
    static LoopNests vector(String text, String target) {
        String x = text.contains("X[i, j]") ? "X[N, N]" : "X[N]";
        String output = target.substring(0, target.indexOf('['));
        return Computations.nests(text, List.of("N"), List.of(x, target), List.of(output), Map.of("N", 64L));
    }

    /** Returns a kernel in OpenCL C, without the comment at the top of its file. */
    static String openCl(LoopNests nests, String... steps) {
        return text(new OpenClEmitter(), Computations.GPU, nests, steps).replaceFirst("// matmul\n\n", "");
    }

    static String java(LoopNests nests, String... steps) {
        return text(new JavaEmitter(), Computations.NO_ITEMS, nests, steps);
    }

    /** Returns a kernel in CUDA C, without the comment at the top of its file. */
    static String cuda(LoopNests nests, String... steps) {
        Emitter emitter = new CudaEmitter();
        return text(emitter, emitter.restrict(Computations.MATRIX_UNITS), nests, steps)
                .replaceFirst("// matmul\n\n", "");
    }

    /** Returns a kernel in Java for TornadoVM. */
    static String tornado(LoopNests nests, String... steps) {
        Emitter emitter = new TornadoEmitter();
        return text(emitter, emitter.restrict(Computations.MATRIX_UNITS), nests, steps);
    }

    static String refusal(LoopNests nests, Limits limits, String... steps) {
        Schedule schedule = Schedule.parse(List.of(steps));
        return catchThrowableOfType(IllegalTransformationException.class, () -> schedule.apply(nests, limits))
                .getMessage();
    }

    private static String text(Emitter emitter, Limits limits, LoopNests nests, String... steps) {
        try {
            LoopNests scheduled = Schedule.parse(List.of(steps)).apply(nests, limits);
            List<Procedure> procedures = new ArrayList<>();
            for (List<Nest> stages : scheduled.launches()) {
                boolean single = scheduled.launches().size() == 1;
                String entry = single ? "matmul" : "matmul_" + stages.getLast().name();
                procedures.add(Lowering.lower(entry, stages));
            }
            return emitter.emit("matmul", procedures).text();
        } catch (IllegalTransformationException e) {
            throw new AssertionError(e);
        }
    }
}
