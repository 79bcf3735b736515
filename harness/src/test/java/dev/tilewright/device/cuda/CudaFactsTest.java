package dev.tilewright.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is made of the numbers by which a driver describes a GPU. The numbers of the attributes are those of {@code cuda.h}. */
class CudaFactsTest {

    private static final long MEMORY = 85_029_158_912L;

    /** An H100 with HBM3, by NVIDIA's data sheet. */
    private static final Map<Integer, Integer> H100 = Map.ofEntries(
            Map.entry(1, 1024),
            Map.entry(2, 1024),
            Map.entry(3, 1024),
            Map.entry(4, 64),
            Map.entry(5, Integer.MAX_VALUE),
            Map.entry(6, 65535),
            Map.entry(7, 65535),
            Map.entry(8, 49152),
            Map.entry(10, 32),
            Map.entry(13, 1_980_000),
            Map.entry(16, 132),
            Map.entry(36, 2_619_000),
            Map.entry(37, 5120),
            Map.entry(38, 52_428_800),
            Map.entry(39, 2048),
            Map.entry(75, 9),
            Map.entry(76, 0),
            Map.entry(81, 233_472),
            Map.entry(82, 65536),
            Map.entry(97, 232_448),
            Map.entry(106, 32));

    static CudaDevice h100() {
        return CudaDevice.of(
                0,
                "NVIDIA H100 80GB HBM3",
                new DeviceAttributes(attribute -> H100.getOrDefault(attribute, 0)),
                MEMORY,
                new DriverVersion("570.86.15"),
                "NVRTC 13.0");
    }

    @Test
    void attributesBecomeFacts() {
        assertThat(h100().facts())
                .isEqualTo(new DeviceFacts(
                        132,
                        1,
                        1024,
                        232_448,
                        52_428_800,
                        MEMORY,
                        MEMORY,
                        false,
                        Optional.of(new GpuFacts(
                                "9.0", 32, 2048, 32, 65536, 233_472, 1_980_000_000L, 2L * 2_619_000_000L * 640))));
    }

    @Test
    void theIdentityHasTheArchitectureTheDriverAndTheCompiler() {
        assertThat(h100().id()).isEqualTo("cuda:0");
        assertThat(h100().architecture()).isEqualTo(new Architecture("sm_90"));
        assertThat(h100().hardware())
                .isEqualTo(new Hardware("cuda", "NVIDIA", "NVIDIA H100 80GB HBM3", "sm_90", "570.86.15 NVRTC 13.0"));
    }

    @Test
    void whatADriverDoesNotTellIsUnknown() {
        DeviceFacts facts = new DeviceAttributes(attribute -> attribute == 8 ? 49152 : 0).facts(1 << 20);

        assertThat(facts.localMemoryBytes()).isEqualTo(49152);
        assertThat(facts.gpu().orElseThrow().bandwidth()).isZero();
        assertThat(facts.cacheBytes()).isZero();
    }

    @Test
    void theDriversVersionIsReadFromItsModule() {
        assertThat(DriverVersion.of(
                                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\nGCC version:  gcc version 12.2.0",
                                12020)
                        .text())
                .isEqualTo("535.104.05");
        assertThat(DriverVersion.of(
                                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build",
                                12080)
                        .text())
                .isEqualTo("570.86.15");
        assertThat(DriverVersion.of("", 12080).text()).isEqualTo("CUDA 12.8");
    }

    @Test
    void anArchitectureStandsForADeviceThatIsNotHere() {
        DeviceFacts facts = Architecture.named("cuda:sm_90").facts();

        assertThat(facts.computeUnits()).isEqualTo(132);
        assertThat(facts.localMemoryBytes()).isEqualTo(h100().facts().localMemoryBytes());
        assertThat(facts.gpu().orElseThrow().computeCapability()).isEqualTo("9.0");
        assertThat(Architecture.named("cuda:sm_120").facts().gpu().orElseThrow().computeCapability())
                .isEqualTo("12.0");
        assertThat(Architecture.isNamedBy("cuda:0")).isFalse();
        assertThat(Architecture.isNamedBy("cuda")).isFalse();
    }

    /** Turing has matrix units, but its PTX has no instruction that multiplies TF32, and a compiler refuses it. */
    @Test
    void onlyArchitecturesThatMultiplyTf32HaveMatrixUnits() {
        assertThat(limits("cuda:sm_75").permits(Capability.MATRIX_UNITS)).isFalse();
        assertThat(limits("cuda:sm_80").permits(Capability.MATRIX_UNITS)).isTrue();
        assertThat(limits("cuda:sm_120").permits(Capability.MATRIX_UNITS)).isTrue();
    }

    private static Limits limits(String architecture) {
        Task matmul = new TaskCatalogue(Path.of("..", "tasks")).find("matmul");
        DeviceFacts facts = Architecture.named(architecture).facts();
        return new KernelTarget(matmul, matmul.problems().getFirst(), Language.CUDA, facts).limits();
    }

    @Test
    void factsThatWereKeptBeforeGpusHadSomeAreRead() {
        JsonMapper json = JsonMapper.shared();
        String kept = "{\"computeUnits\":2,\"vectorWidth\":16,\"maxGroupSize\":4096,\"localMemoryBytes\":1,"
                + "\"cacheBytes\":2,\"globalMemoryBytes\":3,\"maxAllocationBytes\":3,\"cpu\":true}";

        assertThat(json.readValue(kept, DeviceFacts.class)).isEqualTo(new DeviceFacts(2, 16, 4096, 1, 2, 3, 3, true));
        assertThat(json.readValue(json.writeValueAsString(h100().facts()), DeviceFacts.class))
                .isEqualTo(h100().facts());
    }
}
