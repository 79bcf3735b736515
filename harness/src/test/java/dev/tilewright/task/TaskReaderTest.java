package dev.tilewright.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.kernel.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A task file with a mistake gets one message, with the line and what was expected. */
class TaskReaderTest {

    private static final String GOOD = """
            name: scale
            summary: Y = 2·X
            sizes: [N]
            arguments:
              X: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
              Y: {type: float32, shape: [N], role: output}
            compute: Y[i] = 2 * X[i]
            problems:
              - {N: 1024}
            tolerance: {relative: 1e-6}
            """;

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        Path file = folder.resolve("tasks").resolve("scale.yaml");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void aGoodFileIsRead() throws IOException {
        Task task = TaskReader.read(write(GOOD));

        assertThat(task.name()).isEqualTo("scale");
        assertThat(task.arguments()).extracting(Argument::name).containsExactly("X", "Y");
        assertThat(task.problems().getFirst()).hasToString("N=1024");
        assertThat(task.tolerance()).isEqualTo(new Tolerance(1e-6));
    }

    @Test
    void whatATaskComputesIsItsContentAndNothingElseIs() throws IOException {
        String content = TaskReader.read(write(GOOD)).content();
        for (String[] change : new String[][] {
            {"2 * X[i]", "3 * X[i]"},
            {"type: float32, shape: [N], role", "type: float64, shape: [N], role"},
            {"uniform: [-1, 1]", "uniform: [0, 1]"},
            {"relative: 1e-6", "relative: 1e-7"}
        }) {
            assertThat(TaskReader.read(write(GOOD.replace(change[0], change[1])))
                            .content())
                    .as(change[1])
                    .isNotEqualTo(content);
        }
        for (String[] change :
                new String[][] {{"2 * X[i]", "2  *  X[i]"}, {"Y = 2·X", "twice X"}, {"- {N: 1024}", "- {N: 2048}"}}) {
            assertThat(TaskReader.read(write(GOOD.replace(change[0], change[1])))
                            .content())
                    .as(change[1])
                    .isEqualTo(content);
        }
    }

    @Test
    void whatMayBeOffIsLeftToTheErrorModelUnlessTheTaskSaysOtherwise() throws IOException {
        assertThat(TaskReader.read(write(GOOD.replace("tolerance: {relative: 1e-6}", "")))
                        .tolerance())
                .isEqualTo(Tolerance.MODEL);
        assertThat(TaskReader.read(write(GOOD.replace("{relative: 1e-6}", "{relative: 1e-2, reason: it is a preview}")))
                        .tolerance())
                .isEqualTo(new Tolerance(OptionalDouble.of(1e-2), "it is a preview", false));
        assertThat(TaskReader.read(write(GOOD.replace("{relative: 1e-6}", "{non-finite: true}")))
                        .tolerance())
                .isEqualTo(new Tolerance(OptionalDouble.empty(), "", true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            summary: Y = 2·X    | sumary: Y = 2·X           | :2: 'sumary' means nothing here (did you mean summary?)
            sizes: [N]          | sizes: [N, 1]             | :3: sizes.1
            type: float32       | type: float16             | float16\\" is not known; expected one of
            shape: [N]          | shape: [N * N]            | N times N is not affine
            shape: [N]          | shape: [P]                | unknown name P
            ", init: {uniform: [-1, 1]}" | ""               | :5: arguments.X: init is missing; expected {uniform: [low, high]}
            uniform: [-1, 1]    | uniform: [1, -1]          | :5: arguments.X.init: uniform [1.0, -1.0] is empty
            uniform: [-1, 1]    | uniform: [1]              | :5: arguments.X.init.uniform
            role: output        | role: input, init: {constant: 0} | no argument is an output
            role: output        | role: outpt               | outpt\\" is not known
            role: output        | role: output, init: {constant: 0} | an output is not filled
            role: output        | role: inout, init: {constant: 0} | compute assigns whole tensors
            compute: Y[i] = 2 * X[i] | ""                   | expected compute or reference
            compute: Y[i] = 2 * X[i] | "compute: Y[i] = 2 * Z[i]" | unknown tensor Z
            compute: Y[i] = 2 * X[i] | "compute: Y[i] = 2 * X[i + 1]" | :9: problems.0: X[i + 1] leaves X
            N: 1024             | M: 1024                   | :9: problems.0: scale has no size M
            N: 1024             | ""                        | :9: problems.0: N is missing; expected N=…
            N: 1024             | N: 0                      | :9: problems.0.N
            N: 1024             | N: 1.5                    | :9: problems.0.N
            N: 1024             | N: 3000000000             | X would have 3000000000 elements
            relative: 1e-6      | relative: 2               | :10: tolerance.relative
            relative: 1e-6      | relative: high            | :10: tolerance.relative
            tolerance: {relative: 1e-6} | "tolerance: {}"   | :10: tolerance
            tolerance: {relative: 1e-6} | "tolerance: {reason: speed}" | :10: tolerance
            name: scale         | name: [scale              | :2: this is not YAML
            name: scale         | name: Scale it            | :1: name
            sizes: [N]          | "sizes: [N]\nsizes: [N]"  | Duplicate
            """)
    void aMistakeIsNamedWhereItIs(String right, String wrong, String message) throws IOException {
        String text = GOOD.replaceFirst(
                java.util.regex.Pattern.quote(right),
                java.util.regex.Matcher.quoteReplacement(wrong.replace("\\n", "\n")));
        Path file = write(text);

        assertThatThrownBy(() -> TaskReader.read(file))
                .isInstanceOf(TaskException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message.replace("\\\"", "\""));
    }

    @Test
    void aMistakeInTheExpressionIsShownWithACaret() throws IOException {
        Path file = write(GOOD.replace("2 * X[i]", "2 * X[i, 0]"));

        assertThatThrownBy(() -> TaskReader.read(file)).hasMessage(file + """
                :7: compute: line 1, column 12: X takes 1 index, not 2
                  Y[i] = 2 * X[i, 0]
                             ^
                  expected 1 index, as the shape of X is [N]""");
    }

    @Test
    void bothComputeAndReferenceAreOneTooMany() throws IOException {
        Path file = write(GOOD + "reference: kernels/scale.cl\n");

        assertThatThrownBy(() -> TaskReader.read(file))
                .hasMessage(file + ":11: reference: a task has compute or reference, not both");
    }

    @Test
    void aKernelMayBeTheReference() throws IOException {
        Task task = TaskReader.read(reference("scale.cl", """
                // tilewright:launch global=[N] local=[1]
                __kernel void scale(__global const float *X, __global float *Y, int N) {}
                """, "scale.cl"));

        assertThat(task.computation()).isEmpty();
        assertThat(task.reference().orElseThrow()).isInstanceOfSatisfying(Reference.TrustedKernel.class, trusted -> {
            assertThat(trusted.kernel().kernel().language()).isEqualTo(Language.OPENCL);
            assertThat(trusted.name()).isEqualTo("scale.cl");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Scale", "Scale.java"})
    void aClassMayBeTheReferenceByItsNameOrItsFile(String named) throws IOException {
        String source = "class Scale { static void compute(double[] X, double[] Y, int N) {} }";
        Task task = TaskReader.read(reference("Scale.java", source, named));

        assertThat(task.reference().orElseThrow())
                .isInstanceOfSatisfying(
                        Reference.JavaClass.class,
                        trusted -> assertThat(trusted.source()).isEqualTo(source));
    }

    @Test
    void aJavaSourceThatNamesAnEntryIsAKernel() throws IOException {
        Task task = TaskReader.read(reference("Scale.java", """
                // tilewright:entry scale
                // tilewright:launch global=[N] local=[1]
                class Scale { static void scale(int i, int g1, int g2, float[] X, float[] Y, int N) {} }
                """, "Scale.java"));

        assertThat(task.reference().orElseThrow()).isInstanceOf(Reference.TrustedKernel.class);
    }

    @Test
    void aReferenceThatIsNotThereIsRefusedWithItsLine() throws IOException {
        Path file = write(GOOD.replace("compute: Y[i] = 2 * X[i]", "reference: Nonsense"));

        assertThatThrownBy(() -> TaskReader.read(file))
                .isInstanceOf(TaskException.class)
                .hasMessageStartingWith(file + ":7: reference: there is no file Nonsense.java, ");
    }

    @Test
    void aReferenceThatCannotServeAProblemOfTheTaskIsRefused() throws IOException {
        Path file = reference("scale.cl", """
                // tilewright:launch global=[N] local=[100]
                __kernel void scale(__global const float *X, __global float *Y, int N) {}
                """, "scale.cl");

        assertThatThrownBy(() -> TaskReader.read(file))
                .isInstanceOf(TaskException.class)
                .hasMessage(
                        file
                                + ":7: reference: the constraints and the launch of the reference scale.cl allow no configuration for N=1024");
    }

    private Path reference(String name, String source, String named) throws IOException {
        Files.writeString(folder.resolve(name), source);
        return write(GOOD.replace("compute: Y[i] = 2 * X[i]", "reference: " + named));
    }

    @Test
    void aMissingOrEmptyFileIsSaidToBeSo() throws IOException {
        assertThatThrownBy(() -> TaskReader.read(folder.resolve("none.yaml")))
                .isInstanceOf(TaskException.class)
                .hasMessageEndingWith("none.yaml: there is no such file");
        Path empty = write("# nothing\n");
        assertThatThrownBy(() -> TaskReader.read(empty)).hasMessageContaining("a task file is a mapping");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            global: [N], local: [T, 1]    | must have the same number of dimensions
            global: [Q], local: [T]       | expected arithmetic over N, T
            global: [N +], local: [T]     | is not a formula
            """)
    void aKernelWithAnImpossibleLaunchIsRefused(String launch, String message) throws IOException {
        Files.writeString(
                folder.resolve("scale.cl"),
                "__kernel void scale(__global const float *X, __global float *Y, int N) {}\n");
        Path file = write(
                GOOD + "kernels:\n  - {source: scale.cl, tunables: {T: [1, 2]}, launch: {%s}}\n".formatted(launch));

        assertThatThrownBy(() -> TaskReader.read(file))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(":12: kernels.0")
                .hasMessageContaining(message);
    }

    @Test
    void aKernelMayHaveDecimalsAndConditionsInPython() throws IOException {
        Files.writeString(
                folder.resolve("scale.cl"),
                "__kernel void scale(__global const float *X, __global float *Y, int N) {}\n");
        Path file = write(GOOD + """
                kernels:
                  - source: scale.cl
                    tunables: {T: [1, 2], F: [0.5, 1.0, 1e-05]}
                    constraints: ["python: T * F in (1, 2)"]
                    launch: {global: [N], local: [T]}
                """);

        assertThat(TaskReader.read(file)
                        .kernels()
                        .getFirst()
                        .kernel()
                        .space(Map.of("N", 8L))
                        .all())
                .hasToString("[F=1.0,T=1, F=0.5,T=2, F=1.0,T=2]");
    }

    @Test
    void anUnknownTaskIsToldFromOneThatWasMeant() throws IOException {
        write(GOOD);
        TaskCatalogue catalogue = new TaskCatalogue(folder.resolve("tasks"));

        assertThat(catalogue.names()).containsExactly("scale");
        assertThatThrownBy(() -> catalogue.find("sclae"))
                .hasMessage(
                        "no task is called sclae (did you mean scale?); there are scale, or give the path of a task file");
        assertThat(catalogue.find(folder.resolve("tasks/scale.yaml").toString()).name())
                .isEqualTo("scale");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            N=          | problem N=: N is '', not a whole number
            N=1k        | problem N=1k: N is '1k', not a whole number
            M=4         | problem M=4: scale has no size M (did you mean N?); expected N=…
            1024        | problem 1024: '1024' is not of the form NAME=NUMBER; expected N=…
            N=-1        | problem N=-1: N must be at least 1, not -1
            N=1,N=2     | problem N=1,N=2: N is given twice
            N=2147483648 | problem N=2147483648: X would have 2147483648 elements, and a tensor holds at most 2147483647
            """)
    void aProblemWithAMistakeIsRefused(String text, String message) throws IOException {
        Task task = TaskReader.read(write(GOOD));

        assertThatThrownBy(() -> ProblemParser.parse(task, text)).hasMessage(message);
    }

    @Test
    void aProblemIsReadInTheOrderOfTheTasksSizes() {
        Task matmul = new TaskCatalogue(Path.of("..", "tasks")).find("matmul");

        assertThat(ProblemParser.parse(matmul, "K=3, M=1,N=2")).hasToString("M=1,N=2,K=3");
        assertThatThrownBy(() -> ProblemParser.parse(matmul, "M=1,K=3"))
                .hasMessage("problem M=1,K=3: N is missing; expected M=…,N=…,K=…");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name: scale        | name: "scale\\n"                  | :1: name: does not match
            summary: Y = 2·X   | summary: "\\e[31mred"            | :2: summary: a summary is one line, without control characters
            summary: Y = 2·X   | summary: "a\\u202eb"            | :2: summary: a summary is one line, without control characters
            summary: Y = 2·X   | summary: "a\\nb"                 | :2: summary: a summary is one line, without control characters
            sizes: [N]         | sizes: [N, "P\\n"]               | :3: sizes.1: does not match
            `  Y: {type`       | `  "Z\\n": {type`                | :4: arguments: property 'Z�' name is not valid
            """)
    void noNameHasCharactersThatCannotBeSeen(String right, String wrong, String message) throws IOException {
        Path file = write(GOOD.replace(right, wrong));

        assertThatThrownBy(() -> TaskReader.read(file))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "exp(", "select(1 < 2, 1, ", "select(!", "select((", "max(1, "})
    @Timeout(20)
    void anExpressionIsNestedUpToADepth(String repeated) throws IOException {
        for (int count : new int[] {150, 100_000}) {
            Path file = write(GOOD.replace("2 * X[i]", "2 * " + repeated.repeat(count)));

            assertThatThrownBy(() -> TaskReader.read(file))
                    .isInstanceOf(TaskException.class)
                    .hasMessageContaining("the expression is nested more than 100 deep")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(800));
        }
    }

    @Test
    @Timeout(20)
    void anIndexIsNestedUpToADepthAndANameHasALength() throws IOException {
        for (String index : List.of("(".repeat(100_000), "-".repeat(100_000), "i" + " + i".repeat(100_000))) {
            Path file = write(GOOD.replace("X[i]", "X[" + index + "]"));
            assertThatThrownBy(() -> TaskReader.read(file))
                    .message()
                    .containsPattern("nested more than 100|more than 500");
        }
        Path file = write(GOOD.replace("[N]", "[" + "N".repeat(65) + "]"));
        assertThatThrownBy(() -> TaskReader.read(file)).hasMessageContaining("at most 64 letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {" + X[i]", " * X[i]", " + exp(X[i])"})
    @Timeout(20)
    void aStatementHasOperatorsUpToANumber(String repeated) throws IOException {
        Path file = write(GOOD.replace("2 * X[i]", "X[i]" + repeated.repeat(50_000)));
        assertThatThrownBy(() -> TaskReader.read(file))
                .hasMessageContaining("the statement has more than 500 operators");
        assertThat(TaskReader.read(write(GOOD.replace("2 * X[i]", "X[i]" + repeated.repeat(240))))
                        .computation())
                .isPresent();
    }

    @Test
    @Timeout(20)
    void yamlIsNestedUpToADepth() throws IOException {
        for (String text : List.of(
                "[".repeat(100_000),
                "a: ".repeat(100_000),
                "- ".repeat(100_000),
                "{a: ".repeat(100_000),
                "&a [*a, ".repeat(100_000))) {
            Path file = write(text);
            assertThatThrownBy(() -> TaskReader.read(file))
                    .isInstanceOf(TaskException.class)
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
        }
    }

    @Test
    void aByteOrderMarkIsSkippedAndAnotherEncodingToldWithItsLine() throws IOException {
        assertThat(TaskReader.read(write("\uFEFF" + GOOD)).name()).isEqualTo("scale");
        Path file = write(GOOD);
        Files.write(file, GOOD.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TaskReader.read(file))
                .hasMessage(file + ": this is not text in UTF-8: line 2 has the byte 0xB7; save it as UTF-8");
    }
}
