package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class T1Test {

    private static final String WHOLE = """
            {
              "General": {"BenchmarkName": "stencil", "OutputFormat": "JSON"},
              "ConfigurationSpace": {
                "TuningParameters": [
                  {"Name": "block_size_x", "Type": "int", "Values": "[1, 2] + [2**i for i in range(2, 6)]", "Default": 4},
                  {"Name": "tile", "Type": "int", "Values": [1, 2, 3], "Default": [2]},
                  {"Name": "scale", "Type": "float", "Values": "[0.5, 1.0, 1e-5]", "Default": 7},
                  {"Name": "layout", "Type": "string", "Values": "['rows', 'columns']", "Default": "rows"},
                  {"Name": "shared", "Type": "bool", "Values": "(True, False)", "Default": false, "Comment": "passed over"},
                  {"Name": "tile", "Type": "int", "Values": [1, 2, 3], "Default": [2]}
                ],
                "Conditions": [
                  {"Expression": "32 % (block_size_x / tile) == 0", "Parameters": ["block_size_x"]},
                  {"Expression": "not shared or (layout == 'rows' and scale >= 0.5)"}
                ]
              },
              "BenchmarkConfig": {"iterations": 10},
              "KernelSpecification": {
                "Language": "OpenCL", "KernelName": "stencil", "KernelFile": "stencil.cl", "GlobalSizeType": "CUDA",
                "CompilerOptions": ["-cl-std=CL1.2"],
                "LocalSize": {"X": "block_size_x", "Y": 1},
                "GlobalSize": {"X": "(4096 // block_size_x) // tile"},
                "GridDivX": ["block_size_x", "tile"],
                "ProblemSize": [4096, "2 * 1024"],
                "SharedMemory": 0,
                "Stream": null,
                "Arguments": [
                  {"Name": "out", "Type": "float", "MemoryType": "Vector", "AccessType": "WriteOnly", "FillType": "Constant",
                   "Size": "ProblemSize[0] * max(tile)", "FillValue": 0.0, "Output": 1},
                  {"Name": "n", "Type": "int32", "MemoryType": "Scalar", "FillValue": 4096}
                ]
              }
            }
            """;

    @Test
    void readsTheSpace() {
        T1 file = T1.read(WHOLE);

        assertThat(file.name()).contains("stencil");
        assertThat(file.tunables())
                .containsExactly(
                        new Tunable("block_size_x", List.of("1", "2", "4", "8", "16", "32")).beginningWith("4"),
                        new Tunable("tile", List.of("1", "2", "3")).beginningWith("2"),
                        new Tunable("scale", List.of("0.5", "1.0", "1e-05")),
                        new Tunable("layout", List.of("rows", "columns")).beginningWith("rows"),
                        new Tunable("shared", List.of("1", "0")).beginningWith("0"));
        assertThat(file.conditions())
                .containsExactly(
                        PythonExpression.parse("32 % (block_size_x / tile) == 0"),
                        PythonExpression.parse("not shared or (layout == 'rows' and scale >= 0.5)"));
        assertThat(file.space().first().orElseThrow().values())
                .isEqualTo(Map.of("block_size_x", "4", "tile", "2", "scale", "0.5", "layout", "rows", "shared", "0"));
        // 12 of 18 pairs of block size and tile, as Python says; 2 of 6 with shared and all without.
        assertThat(file.space().all()).hasSize(12 * (2 + 6));
    }

    @Test
    void keepsWhatIsToldOfTheKernel() {
        T1Kernel kernel = T1.read(WHOLE).kernel().orElseThrow();

        assertThat(kernel.name()).isEqualTo("stencil");
        assertThat(kernel.file()).contains("stencil.cl");
        assertThat(kernel.language()).contains("OpenCL");
        assertThat(kernel.globalSizeType()).contains("CUDA");
        assertThat(kernel.compilerOptions()).containsExactly("-cl-std=CL1.2");
        assertThat(kernel.problemSize()).hasToString("[4096, 2 * 1024]");
        assertThat(kernel.localSize()).hasToString("[block_size_x, 1]");
        assertThat(kernel.globalSize()).hasToString("[(4096 // block_size_x) // tile]");
        assertThat(kernel.gridDivisors()).hasToString("[[block_size_x, tile], [], []]");
        assertThat(kernel.sharedMemory()).hasToString("Optional[0]");
        assertThat(kernel.arguments()).hasSize(2);
        T1Kernel.Argument out = kernel.arguments().getFirst();
        assertThat(out.name()).contains("out");
        assertThat(out.type()).isEqualTo("float");
        assertThat(out.memoryType()).isEqualTo("Vector");
        assertThat(out.accessType()).contains("WriteOnly");
        assertThat(out.fillType()).contains("Constant");
        assertThat(out.fillValue()).isEqualTo(OptionalDouble.of(0));
        assertThat(out.output()).isTrue();
        assertThat(out.size()
                        .orElseThrow()
                        .evaluate(Map.of("ProblemSize", List.of(4096L, 2048L), "tile", List.of(1L, 2L, 3L))))
                .isEqualTo(12288L);
        assertThat(kernel.arguments().get(1).output()).isFalse();
    }

    @Test
    void needsNothingOfAKernelToBeASpace() {
        T1 file = T1.read("""
                {"ConfigurationSpace": {"TuningParameters": [{"Name": "A", "Values": "range(3)"}]}}""");
        assertThat(file.kernel()).isEmpty();
        assertThat(file.name()).isEmpty();
        assertThat(file.conditions()).isEmpty();
        assertThat(file.space().all()).hasToString("[A=0, A=1, A=2]");
    }

    private static String parameters(String parameters) {
        return "{\"ConfigurationSpace\": {\"TuningParameters\": %s}}".formatted(parameters);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                      | ConfigurationSpace.TuningParameters is empty: there is nothing to tune
            {}                                      | ConfigurationSpace.TuningParameters should be a list
            [{"Values": [1]}]                       | TuningParameters[0]: Name is missing
            [7]                                     | TuningParameters[0]: Name is missing
            [{"Name": "A"}]                         | TuningParameters[0] 'A': Values is missing
            [{"Name": "A", "Values": 7}]            | TuningParameters[0] 'A': Values should be a list, such as [1, 2, 4] or "[2**i for i in range(5)]"
            [{"Name": "A", "Values": "7"}]          | TuningParameters[0] 'A': Values should be a list, such as [1, 2, 4] or "[2**i for i in range(5)]", not 7
            [{"Name": "A", "Values": []}]           | TuningParameters[0] 'A': tunable A has no values
            [{"Name": "A", "Values": "[1, 2"}]      | TuningParameters[0] 'A': "[1, 2‸" is not a Python expression: column 6: unexpected the end; expected an operator, ',' or ']'
            [{"Name": "A", "Values": "open('x')"}]  | TuningParameters[0] 'A': "‸open('x')" is not a Python expression: column 1: there is no function open; expected one of min, max, abs, round, int, float, bool, str, len, sum, any, all, pow, range, list, tuple, set, sorted, ceil, floor, trunc, sqrt, isqrt, log, log2, log10, exp, fabs, gcd, lcm, prod
            [{"Name": "A", "Values": "[n]"}]        | TuningParameters[0] 'A': "[n]" cannot be computed: n is neither a size nor a tunable
            [{"Name": "A", "Values": "[1 / 0]"}]    | TuningParameters[0] 'A': "[1 / 0]" cannot be computed: it divides by zero
            [{"Name": "A", "Values": [1, 1]}]       | TuningParameters[0] 'A': tunable A names a value twice: 1
            [{"Name": "A", "Values": [[1]]}]        | TuningParameters[0] 'A': ARRAY is neither a number nor a word
            [{"Name": "A", "Values": "['16']"}]     | TuningParameters[0] 'A': the word '16' would be taken for a number; give it without quotes
            [{"Name": "a b", "Values": [1]}]        | TuningParameters[0] 'a b': 'a b' is no name for a tunable; expected letters, digits and underscores, such as TILE
            [{"Name": "A", "Values": [1]}, {"Name": "A", "Values": [2]}] | TuningParameters[1] 'A': it is declared before, with other values
            """)
    void saysInOneLineWhatIsWrongWithATunable(String parameters, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> T1.read(parameters(parameters)))
                .withMessage(message);
    }

    /** Whatever a value is, it becomes a part of the compiler's options. */
    @ParameterizedTest
    @ValueSource(strings = {"a b", "x -include /etc/passwd", "1;", "a=1", "$(ls)", "", "ünïcode", "-"})
    void aWordThatIsNoWordOfAKernelIsNoValue(String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> T1.read(parameters("[{\"Name\": \"A\", \"Values\": [\"%s\"]}]".formatted(word))))
                .withMessage(
                        "TuningParameters[0] 'A': tunable A cannot be '%s'; expected numbers or words with commas between them, such as 8,16,32",
                        word);
    }

    private static String conditions(String conditions) {
        return "{\"ConfigurationSpace\": {\"TuningParameters\": [{\"Name\": \"A\", \"Values\": [1]}], \"Conditions\": %s}}"
                .formatted(conditions);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                  | ConfigurationSpace.Conditions should be a list
            [{}]                                | Conditions[0]: Expression is missing
            ["A > 1"]                           | Conditions[0]: Expression is missing
            [{"Expression": ""}]                | Conditions[0]: a Python expression must not be empty
            [{"Expression": "A > 1"}, {"Expression": "A >"}] | Conditions[1]: "A >‸" is not a Python expression: column 4: unexpected the end; expected a number, a name, a word, a function or '('
            [{"Expression": "A > B"}]           | Conditions[0]: "A > B" names B, which is none of the TuningParameters
            [{"Expression": "A and exit()"}]    | Conditions[0]: "A and ‸exit()" is not a Python expression: column 7: there is no function exit; expected one of min, max, abs, round, int, float, bool, str, len, sum, any, all, pow, range, list, tuple, set, sorted, ceil, floor, trunc, sqrt, isqrt, log, log2, log10, exp, fabs, gcd, lcm, prod
            """)
    void saysInOneLineWhatIsWrongWithACondition(String conditions, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> T1.read(conditions(conditions)))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                  | ConfigurationSpace is missing
            ``                                  | a T1 file is a JSON object with ConfigurationSpace and KernelSpecification
            []                                  | a T1 file is a JSON object with ConfigurationSpace and KernelSpecification
            {"ConfigurationSpace": 7}           | ConfigurationSpace should be an object
            {"ConfigurationSpace": {}}          | ConfigurationSpace.TuningParameters is missing
            {"ConfigurationSpace": {"TuningParameters": [], "Constraints": []}} | ConfigurationSpace: 'Constraints' means nothing here; expected TuningParameters or Conditions
            """)
    void saysInOneLineWhatIsMissing(String json, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> T1.read(json)).withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\": }", "{'a': 1}", "{\"a\": 1, \"a\": 2}", "nonsense", "{\"a\": \"\u0001\"}"})
    void saysWhereItIsNoJson(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> T1.read(json))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith("line 1, column ")
                        .contains(": this is no JSON: ")
                        .doesNotContain("\n")
                        .hasSizeLessThan(300));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "LocalSize": {"X": "block_size("}       | KernelSpecification.LocalSize.X: "‸block_size(" is not a Python expression
            "ProblemSize": ["1 +"]                  | KernelSpecification.ProblemSize: "1 +‸" is not a Python expression
            "Arguments": [{"Type": "float"}]        | KernelSpecification.Arguments[0]: MemoryType is missing
            "Arguments": [{"Type": "float", "MemoryType": "Vector", "Size": "?"}] | KernelSpecification.Arguments[0].Size: "‸?" is not a Python expression
            """)
    void saysInOneLineWhatIsWrongWithTheKernel(String field, String message) {
        String json =
                "{\"ConfigurationSpace\": {\"TuningParameters\": [{\"Name\": \"A\", \"Values\": [1]}]}, \"KernelSpecification\": {\"KernelName\": \"k\", %s}}"
                        .formatted(field);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> T1.read(json))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
