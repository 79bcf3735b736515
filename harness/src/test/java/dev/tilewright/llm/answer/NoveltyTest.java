package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.kernel.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NoveltyTest {

    private final String tiled = read("tiled.cl");
    private final Novelty novelty = new Novelty(Language.OPENCL);

    private static String read(String name) {
        try {
            return Files.readString(Path.of("..", "kernels", "matmul", name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void kernelsOfEveryLanguageParse() throws RejectedException {
        assertThat(SyntaxTree.of(tiled, Language.OPENCL).tokens()).isNotEmpty();
        assertThat(SyntaxTree.of(read("blocked.cl"), Language.OPENCL).tokens()).isNotEmpty();
        String cuda =
                "extern \"C\" __global__ void __launch_bounds__(256) f(const float* __restrict__ A, float* C) {\n    __shared__ float a[32][33];\n    #pragma unroll\n    for (int i = 0; i < 4; ++i) { C[i] = A[threadIdx.x + i]; }\n    __syncthreads();\n}\n";
        assertThat(SyntaxTree.of(cuda, Language.CUDA).tokens()).contains("for");
        String java =
                "public final class K {\n    public static void f(int g0, int g1, int g2, float[] A, float[] C, int N) {\n        for (int i = 0; i < N; i++) C[i] = A[i];\n    }\n}\n";
        assertThat(SyntaxTree.of(java, Language.JAVA).tokens()).contains("for");
        String vectors =
                "__kernel void f(global const float4* restrict A, __global float4* C, const int n) {\n    __local float tile[16];\n    float4 s = (float4)(1.0f, 2.0f, 3.0f, 4.0f);\n    s.xy = vload2(0, tile);\n    C[get_global_id(0)] = fma(A[0], s, s);\n}\n";
        assertThat(SyntaxTree.of(vectors, Language.OPENCL).tokens()).contains("2.0f");
    }

    @Test
    void aMistakeIsPointedAt() {
        String broken = tiled.replace("float sum = 0.0f;", "float sum = = 0.0f;");

        assertThatThrownBy(() -> SyntaxTree.of(broken, Language.OPENCL))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("does not parse")
                .hasMessageContaining("float sum = = 0.0f;");
        assertThatThrownBy(() -> SyntaxTree.of(tiled.substring(0, tiled.length() - 40), Language.OPENCL))
                .hasMessageContaining("does not parse");
    }

    @Test
    void namesCommentsLayoutAndBracesDoNotMakeASourceNew() {
        novelty.add("evaluation 3", tiled);
        String renamed = tiled.replace("sum", "accumulated").replace("  ", "\t") + "// fast!\n";
        String braced = tiled.replace("sum += a[y][t] * b[t][x];", "{ sum += (a[y][t] * b[t][x]); }");

        assertThatThrownBy(() -> novelty.check(renamed, tiled)).hasMessageContaining("the same as its parent");
        assertThatThrownBy(() -> novelty.check(renamed, read("blocked.cl")))
                .hasMessage("it is the same as evaluation 3 but for names, comments and layout");
        assertThatThrownBy(() -> novelty.check(braced, read("blocked.cl")))
                .hasMessageContaining("the same as evaluation 3");
    }

    @Test
    void aSmallChangeOfALongKernelIsNewAndTheSameChangeAgainIsNot() throws RejectedException {
        novelty.add("the parent", tiled);
        String unrolled = tiled.replace("        for (int t = 0;", "        #pragma unroll 4\n        for (int t = 0;");
        novelty.check(unrolled, tiled);
        novelty.add("evaluation 8", unrolled);

        String otherwise = tiled.replace("float sum = 0.0f;", "float sum = 0.0f, rest = 0.0f;");
        assertThatCode(() -> novelty.check(otherwise, tiled)).doesNotThrowAnyException();
        assertThatThrownBy(() -> novelty.check(unrolled, tiled)).hasMessageContaining("the same as evaluation 8");
    }

    @Test
    void theSameCodeOnAnotherGridIsNew() throws RejectedException {
        novelty.add("the parent", tiled);

        novelty.check(tiled.replace("TILE 8,16,32", "TILE 4,8"), tiled);
        novelty.check(tiled.replace("global=[N, M]", "global=[N / 2, M]"), tiled);
    }

    @Test
    void aLargeChangeThatDiffersFromAKnownOneInOneNumberIsNoNewOne() throws RejectedException {
        novelty.add("the parent", tiled);
        String large = tiled.replace("float sum = 0.0f;", body(3));
        novelty.check(large, tiled);
        novelty.add("evaluation 9", large);

        assertThatThrownBy(
                        () -> novelty.check(tiled.replace("float sum = 0.0f;", body(3).replace("[7]", "[8]")), tiled))
                .hasMessage("it changes nearly the same as evaluation 9");
    }

    private static String body(int factor) {
        StringBuilder body = new StringBuilder("float sum = 0.0f;\n    float part[64];\n");
        for (int i = 0; i < 40; i++) {
            body.append("    part[%d] = A[row * K + %d] * %d.0f + B[column];\n".formatted(i, i, factor));
        }
        return body.toString();
    }
}
