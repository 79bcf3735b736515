package dev.tilewright.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.kernel.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

        assertThat(kernel.kernel().entry()).isEqualTo("mine");
        assertThat(kernel.kernel().arguments()).containsExactly("A", "B", "C", "M", "N", "K");
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
