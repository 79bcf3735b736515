package dev.tilewright.device;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program of its own for tests: launches {@code spin(X)} from a file on a device, and never ends. */
final class EndlessRun {

    /** What it prints when it is about to launch. */
    static final String LAUNCHED = "launched";

    private EndlessRun() {}

    public static void main(String[] arguments) throws Exception {
        Backends backends = Backends.load();
        Device device = backends.device(arguments[0]);
        Kernel kernel = new Kernel(
                backends.languageOf(device), Files.readString(Path.of(arguments[1])), List.of("spin"), List.of(), true);
        try (Session session = device.open();
                BuiltKernel built = session.build(kernel);
                DeviceBuffer memory =
                        session.allocate(new Buffer("X", ElementType.FLOAT32, List.of(16L), Buffer.Role.INOUT))) {
            memory.fill(0);
            System.out.println(LAUNCHED);
            session.run(
                    built,
                    List.of(new Launch("spin", List.of(1L), List.of(1L), List.of(new BufferArgument("X")))),
                    Map.of("X", memory));
        }
    }
}
