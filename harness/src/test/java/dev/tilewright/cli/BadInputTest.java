package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.app.Home;
import dev.tilewright.app.OpenMemory;
import dev.tilewright.device.OpenClPresent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake gets one clear message and its exit code, and nothing is printed where data belongs. */
class BadInputTest {

    private static final String VECTOR_ADD = """
            name: mine
            summary: C = A + B
            sizes: [N]
            arguments:
              A: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
              B: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
              C: {type: float32, shape: [N], role: output}
            compute: %s
            problems:
              - {N: 1024}
            tolerance: {relative: 1e-5}
            """;

    @TempDir
    Path folder;

    @Test
    void anUnknownTaskIsAnsweredWithTheOneThatWasMeant() {
        refused(ExitCode.USAGE, tune("matmull"), "no task is called matmull", "did you mean matmul?");
    }

    @Test
    void aTaskFileThatIsNotYamlIsRefusedWithItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.yaml"), "name: [unclosed\nsizes: }");

        refused(ExitCode.USAGE, tune(file.toString()), "broken.yaml");
    }

    @Test
    void aTaskFileWithAnUnknownFieldIsRefused() throws IOException {
        String text = VECTOR_ADD.formatted("C[i] = A[i] + B[i]") + "colour: red\n";
        Path file = Files.writeString(folder.resolve("mine.yaml"), text);

        refused(ExitCode.USAGE, tune(file.toString()), "mine.yaml", "colour");
    }

    @Test
    void aMistakeInAnExpressionIsPointedAt() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), VECTOR_ADD.formatted("C[i] = A[i] + * B[i]"));

        refused(ExitCode.USAGE, tune(file.toString()), "C[i] = A[i] + * B[i]", "\n                ^\n");
    }

    @Test
    void sizesThatNoDeviceCanHoldAreRefused() {
        refused(ExitCode.USAGE, tune("matmul", "--problem", "M=2000000,N=2000000,K=8"), "C");
    }

    @Test
    void sizesThatAreMissingOrUnknownAreRefused() {
        refused(ExitCode.USAGE, tune("matmul", "--problem", "M=64,N=64"), "K");
        refused(ExitCode.USAGE, tune("matmul", "--problem", "M=64,N=64,K=64,Q=1"), "Q");
        refused(ExitCode.USAGE, tune("matmul", "--problem", "M=64,N=64,K=-1"), "K");
    }

    @Test
    void whatEndsASearchIsRefusedWithAHintWhereItMakesNoSense() {
        refused(ExitCode.USAGE, tune("matmul", "--patience", "0"), "'0' is not a number of evaluations", "none");
        refused(ExitCode.USAGE, tune("matmul", "--patience", "soon"), "expected 80, or none");
        refused(ExitCode.USAGE, tune("matmul", "--until", "fast"), "'fast' is not a goal", "0.9-of-roofline");
        refused(ExitCode.USAGE, tune("matmul", "--until", "1.5-of-roofline"), "at most 1");
        refused(ExitCode.USAGE, tune("matmul", "--until", "90%"), "'90%' is not a goal");
    }

    @Test
    void anOutputFolderThatCannotBeMadeIsRefusedBeforeAnyWork() throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "kept");

        Invocation tuned = Invocation.of(
                "tune", "matmul", "--memory", folder.resolve("m.db").toString(), "--output", file.toString());

        refused(ExitCode.USAGE, tuned, "a-file", "--output");
        assertThat(file).content().isEqualTo("kept");
        assertThat(folder.resolve("m.db")).doesNotExist();
    }

    @Test
    void anOutputFolderWithoutANameIsRefused() {
        Invocation tuned = Invocation.of(
                "tune", "matmul", "--memory", folder.resolve("m.db").toString(), "--output", "");

        refused(ExitCode.USAGE, tuned, "--output is empty");
        assertThat(folder.resolve("m.db")).doesNotExist();
    }

    @Test
    void aMemoryThatIsDamagedIsRefusedAndLeftAsItIs() throws IOException {
        byte[] bytes = "this is no database, and it is longer than a header of one would be: "
                .repeat(99)
                .getBytes();
        Path memory = Files.write(folder.resolve("memory.db"), bytes);

        refused(ExitCode.USAGE, Invocation.of("show", "latest", "--memory", memory.toString()), "memory.db");
        assertThat(memory).hasBinaryContent(bytes);
    }

    @Test
    void aMemoryThatIsNotThereIsNotMadeByCommandsThatOnlyLook() {
        String typo = folder.resolve("typo.db").toString();

        refused(ExitCode.USAGE, Invocation.of("show", "--memory", typo), "typo.db does not exist");
        refused(ExitCode.USAGE, Invocation.of("show", "--memory", "jdbc:sqlite:" + typo), "typo.db does not exist");
        refused(ExitCode.USAGE, Invocation.of("llm", "replay", "latest", "--memory", typo), "typo.db does not exist");
        refused(ExitCode.USAGE, tune("--resume", "latest"), "m.db does not exist");
        refused(
                ExitCode.USAGE,
                Invocation.of(
                        "export",
                        "matmul",
                        "--device",
                        "jvm:0",
                        "--memory",
                        typo,
                        "--output",
                        folder.resolve("out").toString()),
                "typo.db does not exist");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDeviceThatIsNotThereIsNamedWithThoseThatAre() {
        refused(ExitCode.NO_DEVICE, tune("matmul", "--device", "opencl:99"), "opencl:99", "jvm:0");
        refused(ExitCode.NO_DEVICE, tune("matmul", "--device", "abacus"), "abacus", "jvm:0");
    }

    @Test
    void unknownControllersAndGeneratorsAreAnsweredWithWhatThereIs() {
        refused(ExitCode.USAGE, tune("matmul", "--controller", "tompson"), "did you mean thompson?", "uniform");
        refused(ExitCode.USAGE, tune("matmul", "--generators", "tune,transfrom"), "did you mean transform?", "cross");
        for (String names : List.of("transform,", ",transform", "transform,,tune", "", " , ")) {
            refused(
                    ExitCode.USAGE,
                    tune("matmul", "--generators", names),
                    "--generators \"%s\" has an empty name".formatted(names),
                    "such as sketch,transform,tune,cross");
        }
        refused(ExitCode.USAGE, tune("matmul", "--generators", "tune,tune"), "names tune twice");
    }

    @Test
    void badNumbersAreRefused() {
        refused(ExitCode.USAGE, tune("matmul", "--evaluations", "many"), "--evaluations", "many");
        refused(ExitCode.USAGE, tune("matmul", "--evaluations", "0"), "--evaluations must be positive");
        refused(ExitCode.USAGE, tune("matmul", "--time", "soon"), "--time", "expected 90s, 10m or 1h30m");
        refused(ExitCode.USAGE, tune("matmul", "--seed", "1.5"), "--seed", "1.5");
    }

    @Test
    void mistypedCommandsAndOptionsAreAnsweredWithTheOnesThatWereMeant() {
        refused(ExitCode.USAGE, Invocation.of("tuen", "matmul"), "command tuen is unknown (did you mean tune?)");
        refused(ExitCode.USAGE, tune("matmul", "--evalutions", "5"), "did you mean --evaluations?");
    }

    @Test
    void aKernelFileThatIsMissingOrInAnotherLanguageIsRefused() throws IOException {
        refused(
                ExitCode.USAGE,
                tune("matmul", "--kernel", folder.resolve("none.cl").toString()),
                "none.cl");
        Path text = Files.writeString(folder.resolve("kernel.txt"), "hello");
        refused(ExitCode.USAGE, tune("matmul", "--kernel", text.toString()), "kernel.txt", ".cl");
    }

    @Test
    @OpenClPresent
    void aKernelWhoseGroupsDoNotFillTheGridIsRefused() throws IOException {
        Path kernel = Files.writeString(folder.resolve("mine.cl"), """
                // tilewright:launch global=[N, M] local=[8, 7]
                __kernel void mine(__global const float* A, __global const float* B, __global float* C, int M, int N, int K) {}
                """);

        refused(
                ExitCode.USAGE,
                tune("matmul", "--device", "opencl:0", "--problem", "M=64,N=64,K=64", "--kernel", kernel.toString()),
                "mine.cl",
                "the local size must divide the global one");
    }

    @Test
    void anOpenClKernelOnTheJvmIsRefused() {
        String kernel = Home.find().folder().resolve("kernels/matmul/tiled.cl").toString();

        refused(ExitCode.USAGE, tune("matmul", "--kernel", kernel, "--device", "jvm:0"), "opencl", "java");
    }

    @Test
    void whatIsPartOfARunCannotBeChangedOnResuming() {
        refused(ExitCode.USAGE, tune("matmul", "--resume", "latest", "--seed", "3"), "--resume");
    }

    @Test
    void nothingToExportIsSaidWithTheCommandThatFindsSomething() {
        OpenMemory.open(folder.resolve("m.db").toString()).close();
        Invocation exported = Invocation.of(
                "export",
                "matmul",
                "--device",
                "jvm:0",
                "--memory",
                folder.resolve("m.db").toString(),
                "--output",
                folder.resolve("out").toString());

        refused(ExitCode.NO_CANDIDATE, exported, "tilewright tune matmul --device jvm:0");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aStackTraceIsForVerbose() {
        assertThat(tune("matmull").err()).doesNotContain("\tat ");
        assertThat(tune("matmull", "--verbose").err()).contains("\tat dev.tilewright");
    }

    private Invocation tune(String... args) {
        String[] all = new String[args.length + 5];
        all[0] = "tune";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--memory";
        all[args.length + 2] = folder.resolve("m.db").toString();
        all[args.length + 3] = "--output";
        all[args.length + 4] = folder.resolve("run").toString();
        return Invocation.of(all);
    }

    private static void refused(int exitCode, Invocation invocation, String... words) {
        assertThat(invocation.err()).contains(words);
        assertThat(invocation.exitCode()).isEqualTo(exitCode);
        assertThat(invocation.out()).isEmpty();
        assertThat(invocation.err().lines().count()).isLessThanOrEqualTo(10);
    }
}
