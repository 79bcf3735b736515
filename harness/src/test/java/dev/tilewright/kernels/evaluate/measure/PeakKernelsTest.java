package dev.tilewright.kernels.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.Backends;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.OpenClPresent;
import dev.tilewright.device.Session;
import dev.tilewright.device.cuda.Architecture;
import dev.tilewright.device.cuda.Cubin;
import dev.tilewright.device.cuda.CudaCompiler;
import dev.tilewright.device.cuda.CudaCompilerPresent;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.device.cuda.KernelResources;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeakKernelsTest {

    @Test
    @CudaCompilerPresent
    void theKernelsInCudaCKeepEveryChainInRegisters() throws Exception {
        CudaCompiler compiler = CudaCompilers.findFor("sm_90");
        PeakKernels kernels = PeakKernels.of(Language.CUDA, new Architecture("sm_90").facts());

        assertThat(kernels.multiplyGroups()).isEqualTo(16 * 132);
        for (int chains : kernels.chains()) {
            Cubin cubin = compiler.compile(kernels.multiply(chains), "sm_90");
            assertThat(cubin.warnings()).isEmpty();
            assertThat(cubin.resources().getFirst())
                    .returns(false, KernelResources::spills)
                    .satisfies(taken -> assertThat(taken.registers()).isBetween(chains, 64));
        }
        for (Kernel kernel : kernels.copies()) {
            assertThat(compiler.compile(kernel, "sm_90").warnings()).isEmpty();
        }
        for (Kernel kernel : kernels.reads()) {
            assertThat(compiler.compile(kernel, "sm_90").warnings()).isEmpty();
        }
    }

    @Test
    void theJvmCopiesAndReadsEveryNumber() throws Exception {
        assertEveryNumberMoves("jvm:0");
    }

    @Test
    @OpenClPresent
    void anOpenClDeviceCopiesAndReadsEveryNumber() throws Exception {
        assertEveryNumberMoves("opencl:0");
    }

    private static void assertEveryNumberMoves(String id) throws Exception {
        Backends backends = Backends.load();
        Device device = backends.device(id);
        PeakKernels kernels = PeakKernels.of(backends.languageOf(device), device.facts());
        long items = 2 * kernels.itemsPerGroup();
        try (Session session = device.open()) {
            for (Kernel copy : kernels.copies()) {
                long copied = items * kernels.copiedPerItem();
                assertThat(results(session, kernels, copy, copied, copied))
                        .hasSize((int) copied)
                        .containsOnly(1);
            }
            for (Kernel read : kernels.reads()) {
                float sum = kernels.readPerItem();
                assertThat(results(session, kernels, read, items * kernels.readPerItem(), items))
                        .hasSize((int) items)
                        .containsOnly(sum);
            }
        }
    }

    /** Runs a kernel on {@code sources} ones, and returns what it leaves in {@code targets} numbers. */
    private static float[] results(Session session, PeakKernels kernels, Kernel kernel, long sources, long targets)
            throws Exception {
        Buffer from = new Buffer("from", ElementType.FLOAT32, List.of(sources), Buffer.Role.INPUT);
        Buffer to = new Buffer("to", ElementType.FLOAT32, List.of(targets), Buffer.Role.OUTPUT);
        Launch launch = new Launch(
                kernel.entries().getFirst(),
                List.of(2 * kernels.itemsPerGroup()),
                List.of(kernels.itemsPerGroup()),
                List.of(new BufferArgument("from"), new BufferArgument("to")));
        try (BuiltKernel built = session.build(kernel);
                DeviceBuffer source = session.allocate(from);
                DeviceBuffer target = session.allocate(to)) {
            source.fill(Float.floatToRawIntBits(1));
            target.fill(Float.floatToRawIntBits(Float.NaN));
            session.run(built, List.of(launch), Map.of("from", source, "to", target));
            return target.look(seen -> seen.toArray(ValueLayout.JAVA_FLOAT));
        }
    }
}
