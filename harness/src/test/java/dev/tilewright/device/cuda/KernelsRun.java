package dev.tilewright.device.cuda;

import dev.tilewright.device.Backends;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A program of its own for tests: runs {@code NAME(float* x)} of each file {@code NAME.cu} that it is given, in two groups of 32, and
 * prints the device's model, then what is in x afterwards, which was 0, 1, 2 …, and whether its guard zones are intact; or what a launch and the next use of
 * the session are answered.
 */
final class KernelsRun {

    static final int ITEMS = 64;
    private static final long GROUP = 32;

    private KernelsRun() {}

    public static void main(String[] files) throws Exception {
        Device device = Backends.load().device("cuda");
        System.out.println(device.hardware().model());
        for (String file : files) {
            String name = Path.of(file).getFileName().toString().replace(".cu", "");
            Kernel kernel = new Kernel(Language.CUDA, Files.readString(Path.of(file)), List.of(name), List.of());
            try (Session session = device.open();
                    BuiltKernel built = session.build(kernel);
                    DeviceBuffer memory = session.allocate(
                            new Buffer("X", ElementType.FLOAT32, List.of((long) ITEMS), Buffer.Role.INOUT))) {
                run(session, built, memory, name);
            }
        }
    }

    private static void run(Session session, BuiltKernel built, DeviceBuffer memory, String name) {
        float[] values = new float[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            values[i] = i;
        }
        memory.write(MemorySegment.ofArray(values));
        try {
            Launch launch = new Launch(name, List.of((long) ITEMS), List.of(GROUP), List.of(new BufferArgument("X")));
            session.run(built, List.of(launch), Map.of("X", memory));
        } catch (LaunchException failed) {
            System.out.println("LaunchException: " + failed.getMessage());
        }
        try {
            memory.read(MemorySegment.ofArray(values));
            System.out.printf("%s %s %b%n", name, Arrays.toString(values), memory.guardsIntact());
        } catch (DeviceException lost) {
            System.out.println("DeviceException: " + lost.getMessage());
        }
    }
}
