package dev.tilewright.device.cuda;

import dev.tilewright.device.Backends;
import dev.tilewright.device.BuiltKernel;
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
import java.util.List;
import java.util.Map;

/** A program of its own for tests: runs a kernel that faults, and prints what that and the next use of the session are answered. */
final class FaultRun {

    private FaultRun() {}

    public static void main(String[] arguments) throws Exception {
        Kernel faulty = new Kernel(
                Language.CUDA,
                "extern \"C\" __global__ void fault(float* x) { __trap(); }",
                List.of("fault"),
                List.of());
        try (Session session = Backends.load().device(arguments[0]).open();
                BuiltKernel built = session.build(faulty);
                DeviceBuffer memory =
                        session.allocate(new Buffer("X", ElementType.FLOAT32, List.of(16L), Buffer.Role.INOUT))) {
            Launch launch = new Launch("fault", List.of(1L), List.of(1L), List.of(new BufferArgument("X")));
            try {
                session.run(built, List.of(launch), Map.of("X", memory));
            } catch (LaunchException failed) {
                System.out.println("LaunchException: " + failed.getMessage());
            }
            try {
                memory.guardsIntact();
            } catch (DeviceException lost) {
                System.out.println("DeviceException: " + lost.getMessage());
            }
        }
    }
}
