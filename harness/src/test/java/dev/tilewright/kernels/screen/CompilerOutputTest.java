package dev.tilewright.kernels.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of what a compiler says, only what is about the kernel's own text is kept. */
class CompilerOutputTest {

    private static final Kernel OPENCL = new Kernel(
            Language.OPENCL,
            "__kernel void f(__global float *A) {\n    A[0] = undeclared / 2;\n}\n",
            List.of("f"),
            List.of());

    private static final Kernel CUDA = new Kernel(
            Language.CUDA, "__global__ void f(float *A) {\n    A[0] = undeclared;\n}\n", List.of("f"), List.of());

    private static final Kernel JAVA =
            new Kernel(Language.JAVA, "class K {\n    int a = b;\n}\n", List.of("f"), List.of());

    private static String cleaned(String output) {
        return CompilerOutput.cleaned(output, OPENCL);
    }

    @Test
    void temporaryFilesHaveTheNameOfTheKernel() {
        assertThat(cleaned("""
                CL_BUILD_PROGRAM_FAILURE
                error: /home/ann/.cache/pocl/kcache/tempfile_VuXbIj.cl:2:12: use of undeclared identifier 'undeclared'
                Device pthread-skylake failed to build the program
                """)).isEqualTo("""
                CL_BUILD_PROGRAM_FAILURE
                error: kernel.cl:2:12: use of undeclared identifier 'undeclared'
                Device pthread-skylake failed to build the program""");
    }

    @Test
    void whatIsSaidOfAnotherFileIsLeftOutSinceItQuotesIt() {
        assertThat(cleaned("""
                In file included from /home/ann/tempfile_a.cl:1:
                /etc/passwd:1:1: error: unknown type name 'root'
                root:x:0:0:root:/root:/bin/bash
                ^
                /home/ann/secret key.h:3:4: warning: extra tokens 'hunter2'
                /usr/share/pocl/include/_kernel.h:91:24: note: candidate function not viable
                2 errors generated.
                """)).isEqualTo("""
                error: something in a file that is not the kernel's
                warning: something in a file that is not the kernel's
                2 errors generated.""");
    }

    @Test
    void linesThatAreQuotedFromTheKernelStayWithTheirMarks() {
        String output = """
                kernel.cl:2:12: error: use of undeclared identifier 'undeclared'
                    A[0] = undeclared / 2;
                           ^~~~~~~~~~
                    2 |     A[0] = undeclared / 2;
                      |            ^""";
        assertThat(cleaned("/tmp/x/tempfile_b.cl" + output.substring("kernel.cl".length())))
                .isEqualTo(output);
        assertThat(cleaned(output)).as("clean text stays as it is").isEqualTo(output);
    }

    @Test
    void aMacroOfAHeaderIsNotNamed() {
        assertThat(
                        cleaned(
                                "error: /a/b/tempfile_Z.cl:3:29 <Spelling=/lib/x/../../share/pocl/include/_builtin_renames.h:91:24>: no matching function for call to '_cl_fmin'"))
                .isEqualTo("error: kernel.cl:3:29: no matching function for call to '_cl_fmin'");
    }

    @Test
    void nvidiasCompilersAreUnderstoodToo() {
        assertThat(CompilerOutput.cleaned("""
                kernel.cu(2): error: identifier "undeclared" is undefined
                      A[0] = undeclared;
                             ^

                /opt/cuda/include/cuda_fp16.hpp(120): error: expected a ";"
                  root:x:0:0
                        ^
                1 error detected in the compilation of "/tmp/tmpxft_0001/kernel.cu".
                ptxas info    : Used 32 registers""", CUDA)).isEqualTo("""
                kernel.cu(2): error: identifier "undeclared" is undefined
                      A[0] = undeclared;
                             ^

                error: something in a file that is not the kernel's
                1 error detected in the compilation of "<path>".
                ptxas info    : Used 32 registers""");
    }

    @Test
    void whatIsNoCompilersStaysApartFromPaths() {
        assertThat(cleaned("C is wrong by 12 at element 3 of 4, N / 2; see /var/tmp/tilewright-12/core.1"))
                .isEqualTo("C is wrong by 12 at element 3 of 4, N / 2; see <path>");
        assertThat(CompilerOutput.cleaned(
                        "line 2: error: cannot find symbol\n  symbol:   variable b\n  location: class K", JAVA))
                .isEqualTo("line 2: error: cannot find symbol\n  symbol:   variable b\n  location: class K");
    }
}
