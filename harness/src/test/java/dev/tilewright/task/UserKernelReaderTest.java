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
import dev.tilewright.space.PythonExpression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            tunable TILE 8, 16 | tunable TILE       | line 1: '// tilewright:tunable TILE' is not understood; expected // tilewright:tunable TILE 8,16,32
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
    void aLaunchThatSaysNothingOfWorkGroupsIsToldWhatIsMissing() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mine.cl"), "// tilewright:launch global=[N, M]\n__kernel void mine() {}\n");
        assertThatThrownBy(() -> UserKernelReader.read(file, matmul))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(
                        "local, the size of a work-group, is missing; expected // tilewright:launch global=");
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThatThrownBy(() -> UserKernelReader.read(folder.resolve("none.cl"), matmul))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("there is no kernel file");
    }

    private static String plain(String header, String signature) {
        return header + "// tilewright:launch global=[N, M] local=[1, 1]\n" + signature + " {}\n";
    }

    private TunableLaunch launch(String source) throws IOException {
        return read(source).kernel().launches().getFirst();
    }

    private static final String PARAMETERS =
            "(__global const float *A, __global const float *B, __global float *C, int M, int N, int K)";

    /** Libraries choose attributes, names and parameters by the preprocessor. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#if FAST\n__kernel\n#else\n__kernel __attribute__((reqd_work_group_size(8, 8, 1)))\n#endif\nvoid mine(int a)",
                "__kernel void mine\n#ifdef WIDE\n(long a)\n#else\n(int a)\n#endif\n",
                "kernel /* void other( */ void // void third(\n mine(int a)",
                "__attribute__((vec_type_hint(float4))) __kernel void __attribute__((work_group_size_hint(8, 8, 1))) mine(int a)",
                "void __kernel mine(int a)",
                "__ker\\\nnel void mine(int a)",
                "const char *s = \"__kernel void other(\"; __kernel void mine(int a)",
                "__kernel void mine(int a);\n__kernel void mine(int a)"
            })
    void theEntryPointIsFoundAmongWhateverSurroundsIt(String signature) throws IOException {
        assertThat(launch(plain("", signature)).entry()).isEqualTo("mine");
    }

    @Test
    void theEntryPointOfCudaIsFoundBehindItsBounds() throws IOException {
        String source = plain(
                "", "template <int T>\nextern \"C\" __global__ static void __launch_bounds__(256, (2)) mine(float *A)");
        UserKernel kernel = UserKernelReader.read(Files.writeString(folder.resolve("mine.cu"), source), matmul);

        assertThat(kernel.kernel().launches().getFirst().entry()).isEqualTo("mine");
    }

    @Test
    void anEntryPointThatAMacroMakesIsBelievedIfItIsNamed() throws IOException {
        String named = "// tilewright:entry mine\n";
        assertThat(launch(plain(named, "#define K __kernel void\nK mine(int a)"))
                        .entry())
                .isEqualTo("mine");
        assertThat(launch(plain(named, "#define K(T) __kernel void mi##T(int a)\nK(ne)"))
                        .entry())
                .isEqualTo("mine");
        assertThatThrownBy(() -> read(plain("", "#define K __kernel void\nK mine(int a)")))
                .hasMessageContaining("no entry point that can be seen");
    }

    @Test
    void aSizeIsAsWideAsTheParameterThatTakesIt() throws IOException {
        String wide = PARAMETERS.replace("int M", "const ulong M").replace("int K", "unsigned long K");
        assertThat(launch(plain("", "__kernel void mine" + wide)).arguments())
                .containsExactly("A", "B", "C", "long M", "N", "long K");
        assertThat(launch(plain("// tilewright:arguments A, B, C, M, long N, K\n", "__kernel void mine" + PARAMETERS))
                        .arguments())
                .containsExactly("A", "B", "C", "M", "long N", "K");
        KernelProgram program = read(plain("", "__kernel void mine" + wide))
                .kernel()
                .instantiate(
                        Configuration.none(),
                        Map.of("M", 1L << 33, "N", 2L, "K", 3L),
                        matmul.buffers(matmul.problems().getFirst()));
        assertThat(program.launches().getFirst().arguments())
                .endsWith(
                        new KernelArgument.WideArgument("M", 1L << 33),
                        new KernelArgument.ScalarArgument("N", ElementType.INT32, 2),
                        new KernelArgument.WideArgument("K", 3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "tunable W [8, 16]"             | line 1: tunable W cannot be '[8'; expected numbers or words with commas between them
            "tunable W 8 16"                | line 1: tunable W cannot be '8 16'
            "tunable W = 8,16"              | line 1: tunable W cannot be '= 8'
            "tunable W 8,16, // wide"       | line 1: tunable W cannot be '// wide'
            "tunable W 8,,16"               | line 1: tunable W cannot be ''
            "tunable W 08,16"               | line 1: tunable W cannot be '08'
            "tunable W=8,16"                | line 1: '// tilewright:tunable W=8,16' is not understood
            "tunable 8 8,16"                | line 1: '8' is no name for a tunable
            "tunable float 8,16"            | tunable float is called like a word of OpenCL C, CUDA C or Java
            "tunable max 8,16"              | tunable max is called like a word of OpenCL C, CUDA C or Java
            "tunable __W 8,16"              | tunable __W is called like a word of OpenCL C, CUDA C or Java
            "entry two words"               | line 1: '// tilewright:entry two words' is not understood
            "size P"                        | line 1: '// tilewright:size P' is not understood
            "constraint rows(M) == 1"       | there is no function rows
            "constraint M +* 2 == 1"        | ‸* 2 == 1
            "constraint python: M % == 1"   | is not a Python expression: column 5
            "constraint python: rows(M)"    | there is no function rows
            "constraint python: Q > 1"      | "cannot be computed: Q is neither a size nor a tunable; expected Python over M, N, K"
            """)
    void whatIsDeclaredWronglyIsNamedWithItsLine(String comment, String message) {
        assertThatThrownBy(() -> read(plain("// tilewright:" + comment + "\n", "__kernel void mine" + PARAMETERS)))
                .isInstanceOf(TaskException.class)
                .message()
                .contains(message)
                .doesNotContain("\n");
    }

    @Test
    void noNameIsDeclaredTwice() {
        String twice = "// tilewright:tunable W 8\n// tilewright:tunable W 16\n";
        assertThatThrownBy(() -> read(plain(twice, "__kernel void mine" + PARAMETERS)))
                .hasMessageContaining("tunable W is declared twice");
        assertThatThrownBy(() -> read(plain(twice.replace("tunable", "size"), "__kernel void mine" + PARAMETERS)))
                .hasMessageContaining("line 2: size W is declared twice");
    }

    @Test
    void formulasMayHaveFunctionsWithCommas() throws IOException {
        String header = "// tilewright:launch global=[round_up(N, 8), max(M, 8)] local=[min(8, N), 1]\n";
        TunableLaunch launch = launch(header + "__kernel void mine" + PARAMETERS + " {}\n");

        assertThat(launch.globalSize()).hasToString("[round_up(N, 8), max(M, 8)]");
        assertThat(launch.localSize()).hasToString("[min(8, N), 1]");
    }

    @Test
    void constraintsMayBeWrittenInPython() throws IOException {
        UserKernel kernel = read(plain("""
                // tilewright:tunable W 2,3,4
                // tilewright:tunable SCALE 0.5,1.0,1e-05
                // tilewright:constraint python: M % (9 / W) == 0 and SCALE in (1, 1e-5)
                """, "__kernel void mine" + PARAMETERS));

        assertThat(kernel.kernel().constraints())
                .containsExactly(PythonExpression.parse("M % (9 / W) == 0 and SCALE in (1, 1e-5)"));
        assertThat(kernel.kernel().space(Map.of("M", 9L, "N", 16L, "K", 1L)).all())
                .hasToString(
                        "[SCALE=1.0,W=2, SCALE=1e-05,W=2, SCALE=1.0,W=3, SCALE=1e-05,W=3, SCALE=1.0,W=4, SCALE=1e-05,W=4]");
        assertThat(kernel.kernel().space(Map.of("M", 3L, "N", 16L, "K", 1L)).all())
                .hasToString("[SCALE=1.0,W=3, SCALE=1e-05,W=3]");
    }

    @Test
    void decimalsAndDerivedSizesAreForTheLanguageThatKnowsThem() {
        assertThatThrownBy(() -> read(plain(
                        "// tilewright:tunable SCALE 0.5,1\n// tilewright:constraint SCALE * 2 > 1\n",
                        "__kernel void mine" + PARAMETERS)))
                .hasMessageContaining(
                        "column 1: '*' takes whole numbers, and its left side has decimals; write the condition in Python, after \"python:\"");
        assertThatThrownBy(() -> read(plain(
                        "// tilewright:size P M / 2\n// tilewright:constraint python: P > 1\n",
                        "__kernel void mine" + PARAMETERS)))
                .hasMessageContaining(
                        "\"P > 1\" names P, which is a derived size; in Python, write what it is derived from");
    }

    /** The first configuration may divide by zero where others do not. */
    @Test
    void aConstraintThatCannotBeComputedLeavesItsConfigurationOut() throws IOException {
        UserKernel kernel = read(plain(
                "// tilewright:tunable W 0,4,8\n// tilewright:constraint N % W == 0\n// tilewright:constraint M / (W - 8) < 9\n",
                "__kernel void mine" + PARAMETERS));

        assertThat(kernel.kernel().space(Map.of("M", 16L, "N", 16L, "K", 1L)).all())
                .hasToString("[W=4]");
    }

    /** Whoever writes a header, it is read in a time that its length allows. */
    @Test
    @Timeout(20)
    void headersOfAnyLengthAreRead() throws IOException {
        String values =
                IntStream.rangeClosed(1, 5000).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        UserKernel kernel = read(plain(
                "// tilewright:tunable W " + values + "\n// " + "long ".repeat(40_000) + "\n/*" + " *".repeat(100_000)
                        + "*/\n",
                "__kernel void mine" + PARAMETERS));
        assertThat(kernel.kernel().tunables().getFirst().values()).hasSize(5000);

        String spaces = " ".repeat(200_000);
        for (String comment : List.of(
                "size X" + spaces,
                "size X" + spaces + "=" + spaces + "!",
                "launch global=[" + spaces + "] local" + spaces,
                "scratch T float32" + spaces + "[",
                "tunable W" + spaces,
                "constraint " + "(".repeat(100_000),
                "constraint M" + " + M".repeat(50_000) + " > 0",
                "entry" + spaces + "x" + spaces + "y",
                "x".repeat(200_000))) {
            assertThatThrownBy(() -> read(plain("// tilewright:" + comment + "\n", "__kernel void mine" + PARAMETERS)))
                    .isInstanceOf(TaskException.class)
                    .satisfies(
                            e -> assertThat(e.getMessage()).hasSizeLessThan(500).doesNotContain("\n"));
        }
    }

    /** Each size is twice the one before, written out. */
    @Test
    @Timeout(20)
    void sizesThatFollowFromEachOtherAreWrittenOutUpToALength() {
        String sizes = IntStream.range(1, 60)
                .mapToObj(i -> "// tilewright:size S%d S%d + S%d\n".formatted(i, i - 1, i - 1))
                .collect(Collectors.joining("", "// tilewright:size S0 N\n", ""));
        assertThatThrownBy(() -> read(plain(sizes, "__kernel void mine" + PARAMETERS)))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("is not a formula: column ");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        assertThat(read("\uFEFF" + GOOD).kernel().tunables()).hasSize(1);
    }

    @Test
    void whatIsNoTextInUtf8IsToldWithItsLine() throws IOException {
        Path file = folder.resolve("mine.cl");
        Files.write(file, ("// one\n// Gr\u00F6\u00DFe\n" + GOOD).getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> UserKernelReader.read(file, matmul))
                .hasMessage(file + ": this is not text in UTF-8: line 2 has the byte 0xF6; save it as UTF-8");
        Files.write(file, GOOD.getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> UserKernelReader.read(file, matmul))
                .hasMessage(file + ": this is text in UTF-16, not in UTF-8; save it as UTF-8");
        Files.writeString(file, "// one\n\0" + GOOD);
        assertThatThrownBy(() -> UserKernelReader.read(file, matmul))
                .hasMessage(file + ": this is not text: line 2 has a zero byte");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#define W 4",
                "#  define W 4",
                "#ifdef W\n#define W 4\n#endif",
                "#if 1\n#undef W\n#endif",
                "#ifndef W\n#else\n#define W 4\n#endif",
                "#ifndef V\n#define W 4\n#endif"
            })
    void aMacroThatTakesATunableAwayIsWarnedOf(String lines) throws IOException {
        UserKernel kernel =
                read("// tilewright:tunable W 8,16\n" + lines + "\n" + plain("", "__kernel void mine" + PARAMETERS));

        assertThat(kernel.warnings())
                .singleElement()
                .asString()
                .matches("line [2-4] redefines the tunable W, so its values have no effect from there on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#ifndef W\n#define W 4\n#endif",
                "#if !defined(W)\n#define W 4\n#endif",
                "#if !defined W && !defined(V)\n#if 1\n#define W 4\n#endif\n#endif",
                "// #define W 4",
                "#define V W"
            })
    void aDefaultForATunableIsNoMistake(String lines) throws IOException {
        assertThat(read("// tilewright:tunable W 8,16\n" + lines + "\n" + plain("", "__kernel void mine" + PARAMETERS))
                        .warnings())
                .isEmpty();
    }
}
