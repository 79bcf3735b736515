package dev.tilewright.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tilewright.kernel.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncludesTest {

    @TempDir
    private Path outside;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(outside.resolve("a kernel's folder"));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String expanded(String source) throws IOException {
        write("mine.cl", source);
        return Includes.expanded(folder.resolve("mine.cl"), source, Language.OPENCL);
    }

    private void assertRefused(String source, String message) throws IOException {
        write("mine.cl", source);
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> Includes.expanded(folder.resolve("mine.cl"), source, Language.OPENCL))
                .withMessage(message);
    }

    @Test
    void whatIsIncludedStandsInThePlaceOfTheLine() throws IOException {
        write("defs.h", "#define OP +");
        assertThat(expanded("int a;\n  # include \"defs.h\" // note\nint b;"))
                .isEqualTo("int a;\n  \n#define OP +\n // note\nint b;");
    }

    @Test
    void cudasOwnHeadersOfTypesAreLeftToItsCompiler() throws IOException {
        String source = "#include <cuda_fp16.h>\n#include <mma.h> // units\n__global__ void f() {}\n";
        write("mine.cu", source);
        assertThat(Includes.expanded(folder.resolve("mine.cu"), source, Language.CUDA))
                .isEqualTo(source);
        assertRefused(
                "#include <mma.h>",
                "line 1 includes <mma.h>, which is no file in the kernel's folder; copy it there. Headers of the system are not read");
    }

    @Test
    void aKernelThatIncludesNothingStaysAsItIs() throws IOException {
        String source = "// #include \"x.h\"\n/*\n#include <y.h>\n*/ s = \"#include\";\n";
        assertThat(expanded(source)).isEqualTo(source);
    }

    @Test
    void foldersInTheKernelsFolderAreSearchedFromTheFileThatIncludes() throws IOException {
        write("lib/a.h", "#include \"b.h\"\n#include \"top.h\"\n");
        write("lib/b.h", "B\n");
        write("top.h", "TOP\n");
        assertThat(expanded("#include <lib/a.h>\n").replaceAll("\\s+", " ").strip())
                .isEqualTo("B TOP");
    }

    @Test
    void guardsWorkAsTheyDoForACompiler() throws IOException {
        write("once.h", "#pragma once\nint x;\n");
        String twice = expanded("#include \"once.h\"\n#include \"once.h\"\n");
        assertThat(twice.split("#ifndef TILEWRIGHT_ONCE_1\n#define TILEWRIGHT_ONCE_1\n", -1))
                .hasSize(3);
        write("self.h", "#ifndef SELF\n#define SELF\n#include \"self.h\"\nint y;\n#endif\n");
        assertThat(expanded("#include \"self.h\"\n")).containsOnlyOnce("int y;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<stdio.h>", "\"gone.h\"", "\"../secret.h\"", "\"link.h\"", "\"lib\"", "MACRO"})
    void whatIsNotInTheKernelsFolderIsRefused(String header) throws IOException {
        Files.writeString(outside.resolve("secret.h"), "SECRET");
        Files.createSymbolicLink(folder.resolve("link.h"), outside.resolve("secret.h"));
        Files.createDirectory(folder.resolve("lib"));
        assertRefused(
                "int a;\n#include " + header + "\n",
                "line 2 includes %s, which is no file in the kernel's folder; copy it there. Headers of the system are not read"
                        .formatted(header));
    }

    @Test
    void anAbsolutePathIsRefusedWhereverItLeads() throws IOException {
        write("defs.h", "x");
        String header = "\"" + folder.resolve("defs.h") + "\"";
        assertRefused(
                "#include " + header,
                "line 1 includes %s, which is no file in the kernel's folder; copy it there. Headers of the system are not read"
                        .formatted(header));
    }

    @Test
    void whatIsMissingUnderAConditionIsAnErrorOnlyForACompilerThatMeetsIt() throws IOException {
        assertThat(expanded("#ifdef __CUDACC__\n#include <cuda.h>\n#endif\nint x;"))
                .isEqualTo(
                        "#ifdef __CUDACC__\n\n#error line 2 includes <cuda.h>, which is no file in the kernel s folder; copy it there. Headers of the system are not read\n\n#endif\nint x;");
    }

    @Test
    void aFileThatIncludesItselfIsRefused() throws IOException {
        write("self.h", "#include \"self.h\"\n");
        assertRefused(
                "#include \"self.h\"\n", "self.h includes itself, with nothing to stop it; put #pragma once into it");
    }

    @Test
    void filesThatIncludeEachOtherTwiceDoNotFillTheMemory() throws IOException {
        write("h0.h", "x".repeat(1000));
        for (int i = 1; i < 30; i++) {
            write("h" + i + ".h", "#include \"h%d.h\"\n#include \"h%d.h\"\n".formatted(i - 1, i - 1));
        }
        assertRefused("#include \"h29.h\"\n", "with all that it includes the kernel has more than 4000000 characters");
    }

    @Test
    void aFileDoesNotReachBeyondItsEnd() throws IOException {
        write("open.h", "int x; /* no end\n");
        assertRefused("#include \"open.h\"\n*/ int y;", "open.h ends within a comment that is not closed");
        write("joined.h", "// note \\");
        assertThat(expanded("#include \"joined.h\"\nint y;")).isEqualTo("\n// note \\\n\n\nint y;");
    }
}
