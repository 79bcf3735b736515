package dev.tilewright.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernel.TunableLaunch;
import dev.tilewright.space.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel of the user's own tells in comments what a task file would tell about it. */
class UserKernelReaderTest {

    private static final String GOOD = """
            // tilewright:tunable TILE 8, 16
            // tilewright:constraint M % TILE == 0
            // tilewright:launch global=[N, M] local=[TILE, TILE]
            // __kernel void commented_out()
            __kernel __attribute__((reqd_work_group_size(TILE, TILE, 1)))
            void mine(__global const float *A, __global const float *B, __global float *C, int M, int N, int K) {}
            """;

    private final Task matmul = new TaskCatalogue(Path.of("..", "tasks")).find("matmul");

    @TempDir
    private Path folder;

    private UserKernel read(String source) throws IOException {
        return UserKernelReader.read(Files.writeString(folder.resolve("mine.cl"), source), matmul);
    }

    @Test
    void theEntryPointAndTheOrderOfArgumentsHaveDefaults() throws IOException {
        UserKernel kernel = read(GOOD);

        TunableLaunch launch = kernel.kernel().launches().getFirst();
        assertThat(launch.entry()).isEqualTo("mine");
        assertThat(launch.arguments()).containsExactly("A", "B", "C", "M", "N", "K");
        assertThat(kernel.kernel().tunables().getFirst().values()).containsExactly("8", "16");
        assertThat(kernel.kernel().constraints()).hasToString("[M % TILE == 0]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            tunable TILE 8, 16 | tunable TILE       | line 1: 'tunable TILE' is not understood; expected // tilewright:tunable TILE 8,16,32
            tunable TILE 8, 16 | tunable TILE 8, 8  | line 1: tunable TILE names a value twice
            tunable TILE 8, 16 | tunable M 8, 16    | tunable M has the name of a size
            tunable TILE       | tuneable TILE      | line 1: '// tilewright:tuneable TILE 8, 16' is not understood
            global=[N, M]      | globl=[N, M]       | line 3
            M % TILE == 0      | Q % TILE == 0      | "cannot be computed: Q is neither a size nor a tunable; expected arithmetic over M, N, K, TILE"
            M % TILE == 0      | M % TILE           | not true or false
            tilewright:launch  | launch             | nothing says how the kernel is launched
            void mine          | void               | the source has no entry point
            constraint M % TILE == 0 | entry other  | there is no entry point other; the source has mine
            constraint M % TILE == 0 | "arguments A, D" | argument D is neither a tensor nor a size of the task
            """)
    void aMistakeIsNamed(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(GOOD.replace(right, wrong)))
                .isInstanceOf(TaskException.class)
                .hasMessageStartingWith(folder.resolve("mine.cl") + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void onlyGroupsThatFillTheGridAreAllowedWhetherOrNotAConstraintSaysSo() throws IOException {
        UserKernel kernel = read(GOOD.replace("// tilewright:constraint M % TILE == 0\n", ""));

        assertThat(kernel.kernel().space(Map.of("M", 32L, "N", 24L, "K", 7L)).all())
                .hasToString("[TILE=8]");
        assertThat(kernel.kernel().space(Map.of("M", 61L, "N", 67L, "K", 71L)).first())
                .isEmpty();
    }

    private static final String TWO = """
            // tilewright:tunable W 8, 16
            // tilewright:size TILES N / W
            // tilewright:scratch T float32 [TILES, K, W]
            // tilewright:entry pack
            // tilewright:arguments B, T, N, K, TILES
            // tilewright:launch global=[TILES, K] local=[1, 1]
            __kernel void pack(__global const float *B, __global float *T, int N, int K, int tiles) {}
            // tilewright:entry multiply
            // tilewright:arguments A, T, C, N, K
            // tilewright:launch global=[N, M] local=[W, 1]
            __kernel void multiply(__global const float *A, __global const float *T, __global float *C, int N, int K) {}
            """;

    @Test
    void aProgramMayHaveSeveralLaunchesAndScratchBetweenThem() throws IOException {
        Map<String, Long> sizes = Map.of("M", 64L, "N", 96L, "K", 128L);
        KernelProgram program = read(TWO)
                .kernel()
                .instantiate(
                        new Configuration(new TreeMap<>(Map.of("W", "16"))),
                        sizes,
                        matmul.buffers(new Problem(new LinkedHashMap<>(sizes))));

        assertThat(program.launches()).map(Launch::entry).containsExactly("pack", "multiply");
        assertThat(program.launches()).map(Launch::globalSize).containsExactly(List.of(6L, 128L), List.of(96L, 64L));
        assertThat(program.launches().getLast().localSize()).containsExactly(16L, 1L);
        assertThat(program.launches().getFirst().arguments())
                .endsWith(new KernelArgument.ScalarArgument("TILES", ElementType.INT32, 6));
        assertThat(program.buffers().getLast())
                .isEqualTo(new Buffer("T", ElementType.FLOAT32, List.of(6L, 128L, 16L), Buffer.Role.SCRATCH));
        assertThat(program.kernel().entries()).containsExactly("pack", "multiply");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            entry multiply        | constraint N > 0   | "line 10: a second launch; expected // tilewright:entry NAME before it"
            scratch T float32     | scratch A float32  | scratch buffer A has the name of a size or a tensor
            scratch T float32     | scratch T          | line 3: '// tilewright:scratch T [TILES, K, W]' is not understood
            scratch T float32     | scratch T float16  | no element type is called float16
            arguments A, T, C     | arguments A, U, C  | argument U is neither a tensor nor a size of the task, nor declared by // tilewright:scratch or size
            size TILES N / W      | size TILES N / V   | cannot be computed: V is neither a size nor a tunable
            entry multiply        | entry divide       | there is no entry point divide; the source has pack, multiply
            """)
    void aMistakeInOneOfSeveralLaunchesIsNamed(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(TWO.replace(right, wrong)))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(message);
    }

    @Test
    void javaIsForTornadoVmWhereItMentionsItsApi() throws IOException {
        String launch = "// tilewright:entry mine\n// tilewright:launch global=[N, M] local=[1, 1]\n";
        Path java = folder.resolve("Mine.java");

        UserKernel plain = UserKernelReader.read(Files.writeString(java, launch + "class Mine {}"), matmul);
        assertThat(plain.kernel().language()).isEqualTo(Language.JAVA);
        String imported = launch + "import uk.ac.manchester.tornado.api.KernelContext;\nclass Mine {}";
        UserKernel tornado = UserKernelReader.read(Files.writeString(java, imported), matmul);
        assertThat(tornado.kernel().language()).isEqualTo(Language.TORNADO);
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThatThrownBy(() -> UserKernelReader.read(folder.resolve("none.cl"), matmul))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("there is no kernel file");
    }
}
