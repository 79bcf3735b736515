package dev.tilewright.kernels.genome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramHashTest {

    private static final KernelProgram PROGRAM = Examples.scaleThenAdd(64, "as it is");
    private static final String HASH = ProgramHash.of(PROGRAM);

    private static String hash(Kernel kernel) {
        return ProgramHash.of(new KernelProgram(kernel, PROGRAM.buffers(), PROGRAM.launches()));
    }

    private static String normalise(String source) {
        return ProgramHash.normalise(source, Language.OPENCL);
    }

    private static Kernel withSource(String source) {
        return new Kernel(
                Language.OPENCL,
                source,
                List.of("scale", "add"),
                PROGRAM.kernel().buildOptions());
    }

    @Test
    void commentsAndLayoutDoNotCount() {
        String source = PROGRAM.kernel().source();
        assertThat(ProgramHash.of(Examples.scaleThenAdd(64, "another comment"))).isEqualTo(HASH);
        assertThat(hash(withSource(source.replace("    ", "\t").replace("\n", "\r\n"))))
                .isEqualTo(HASH);
        assertThat(hash(withSource(source.replace(" = ", "=").replace(" * ", "*"))))
                .isEqualTo(HASH);
        assertThat(hash(withSource("/* first\n lines */\n\n" + source.replace(";", " /* end */ ;\n// next\n"))))
                .isEqualTo(HASH);
    }

    @Test
    void theSourceCounts() {
        assertThat(hash(withSource(PROGRAM.kernel().source().replace("A[i]", "A[i+1]"))))
                .isNotEqualTo(HASH);
        assertThat(hash(withSource(PROGRAM.kernel().source().replace("int i", "long i"))))
                .isNotEqualTo(HASH);
    }

    @Test
    void theLanguageAndTheOptionsCount() {
        Kernel kernel = PROGRAM.kernel();
        assertThat(hash(new Kernel(Language.CUDA, kernel.source(), kernel.entries(), kernel.buildOptions())))
                .isNotEqualTo(HASH);
        assertThat(hash(new Kernel(Language.OPENCL, kernel.source(), kernel.entries(), List.of())))
                .isNotEqualTo(HASH);
        assertThat(hash(new Kernel(Language.OPENCL, kernel.source(), kernel.entries(), List.of("-DA", "-DB"))))
                .isNotEqualTo(
                        hash(new Kernel(Language.OPENCL, kernel.source(), kernel.entries(), List.of("-DA, -DB"))));
    }

    @Test
    void aScratchBufferCounts() {
        List<Buffer> buffers = new ArrayList<>(PROGRAM.buffers());
        buffers.set(3, new Buffer("T", ElementType.FLOAT32, List.of(128L), Buffer.Role.SCRATCH));
        assertThat(ProgramHash.of(new KernelProgram(PROGRAM.kernel(), buffers, PROGRAM.launches())))
                .isNotEqualTo(HASH);
    }

    @Test
    void theGeometryOrderAndArgumentsOfLaunchesCount() {
        Launch scale = PROGRAM.launches().get(0);
        Launch add = PROGRAM.launches().get(1);
        List<KernelArgument> arguments = new ArrayList<>(scale.arguments());
        arguments.set(3, new KernelArgument.ScalarArgument("alpha", ElementType.FLOAT32, 0.25));
        List<List<Launch>> changed = List.of(
                List.of(new Launch("scale", List.of(64L), List.of(32L), scale.arguments()), add),
                List.of(new Launch("scale", List.of(128L), List.of(16L), scale.arguments()), add),
                List.of(new Launch("scale", scale.globalSize(), scale.localSize(), arguments), add),
                List.of(add, scale),
                List.of(scale, scale, add));
        assertThat(changed)
                .extracting(
                        launches -> ProgramHash.of(new KernelProgram(PROGRAM.kernel(), PROGRAM.buffers(), launches)))
                .doesNotContain(HASH)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '¦',
            value = {
                "printf(\"a  b\");¦printf(\"a b\");",
                "f(\"// x\");¦f(\"// y\");",
                "f(\"/* x */\");¦f(\"\");",
                "c = '\"'; // \"¦c = '\"'; g(); // \"",
                "a - -b;¦a --b;",
                "a + +b;¦a ++b;",
                "x < < y;¦x << y;",
                "int x;¦intx;",
                "1.0f;¦1 .0f;",
                "1e-4;¦1e - 4;",
            })
    void aDifferenceThatTheCompilerSeesCounts(String one, String other) {
        assertThat(normalise(one)).isNotEqualTo(normalise(other));
    }

    @Test
    void linesOfThePreprocessorKeepTheirBreaksAndTheirGaps() {
        assertThat(normalise("#define F (x)\nint y;"))
                .isNotEqualTo(normalise("#define F(x)\nint y;"))
                .isNotEqualTo(normalise("#define F (x) int y;"));
        assertThat(normalise("#define F \\\n a \\\n b\nc"))
                .isEqualTo(normalise("  #define   F a b // note\n\n c"))
                .isNotEqualTo(normalise("#define F a\n b\nc"));
        assertThat(normalise("a;\n#pragma unroll 4\nfor (;;) {}"))
                .isEqualTo("a ;\n#pragma unroll 4\nfor ( ; ; ) { }")
                .isNotEqualTo(normalise("a;\n#pragma unroll 8\nfor (;;) {}"));
        assertThat(normalise("// a comment that goes on \\\n code();\nx")).isEqualTo("x");
    }

    @Test
    void whitespaceInJavaTextBlocksCounts() {
        assertThat(ProgramHash.normalise("s = \"\"\"\n  // a  b\n\"\"\";", Language.JAVA))
                .isNotEqualTo(ProgramHash.normalise("s = \"\"\"\n  // a b\n\"\"\";", Language.JAVA));
    }

    /** Each pair differs in code that the first of the two seems to have in a comment, or not to have at all. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '¦',
            value = {
                "JAVA¦// x \\u000a g();¦// x",
                "JAVA¦f(); // \\u000D g();¦f();",
                "JAVA¦/* \\u002a/ g(); /* */ f();¦f();",
                "OPENCL¦f(); // ??/@g();¦f(); // ??/@",
                "OPENCL¦f(); // x \\ @g();¦f();",
                "OPENCL¦f(); // x \\@y@g();¦f();",
                "OPENCL¦// x\rg();¦// x",
                "OPENCL¦%:define F (x)@int y;¦%:define F(x)@int y;",
                "OPENCL¦#include <a  b>¦#include <a b>",
                "OPENCL¦#define S(x) #x@S(a + b)¦#define S(x) #x@S(a+b)",
                "OPENCL¦int x = __LINE__;¦@@int x = __LINE__;",
                "CUDA¦L\"x\";¦L \"x\";",
                "CUDA¦R\"(//)\"; g();¦R\"(//)\";",
            })
    void nothingHidesFromTheHash(Language language, String one, String other) {
        assertThat(ProgramHash.normalise(text(one), language))
                .isNotEqualTo(ProgramHash.normalise(text(other), language));
    }

    private static String text(String row) {
        return row.replace("\\\\", "\\").replace("\\r", "\r").replace('@', '\n');
    }

    @Test
    void aJoinedLineIsTheSameAsOneThatIsNot() {
        assertThat(normalise("in\\\nt x;")).isEqualTo(normalise("int x;"));
    }

    @Test
    void aCommentMayBeOfAnyLength() {
        String lines = "x ".repeat(1_000_000);
        assertThat(normalise("// " + lines + "\nf();")).isEqualTo("f ( ) ;");
        assertThat(normalise("/* " + lines + " */ f();")).isEqualTo("f ( ) ;");
    }
}
