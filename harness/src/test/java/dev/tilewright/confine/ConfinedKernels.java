package dev.tilewright.confine;

import dev.tilewright.device.Backends;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/** Builds and runs a kernel on a device, in a process of its own, and prints the sum of what it wrote. */
final class ConfinedKernels {

    private static final int ELEMENTS = 1024;

    private static final String OPENCL = "kernel void v(global float* x) { x[get_global_id(0)] = exp(0.0f) * 3; }";

    private static final String JAVA = """
            import jdk.incubator.vector.*;
            class V {
                static final VectorSpecies<Float> S = FloatVector.SPECIES_64;
                public static void v(int g0, int g1, int g2, float[] x) {
                    FloatVector.broadcast(S, 3f).intoArray(x, g0 / 2 * 2);
                }
            }
            """;

    private ConfinedKernels() {}

    public static void main(String[] arguments) throws Exception {
        Backends backends = Backends.load();
        var device = backends.device(arguments[0]);
        Language language = backends.languageOf(device);
        Kernel kernel = new Kernel(language, language == Language.OPENCL ? OPENCL : JAVA, List.of("v"), List.of());
        Buffer buffer = new Buffer("X", ElementType.FLOAT32, List.of((long) ELEMENTS), Buffer.Role.INOUT);
        float[] values = new float[ELEMENTS];
        try (Session session = device.open();
                BuiltKernel built = session.build(kernel);
                DeviceBuffer memory = session.allocate(buffer)) {
            memory.write(MemorySegment.ofArray(values));
            session.run(
                    built,
                    List.of(new Launch("v", List.of((long) ELEMENTS), List.of(1L), List.of(new BufferArgument("X")))),
                    Map.of("X", memory));
            memory.read(MemorySegment.ofArray(values));
        }
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        System.out.println("sum " + sum);
    }
}
