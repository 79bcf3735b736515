package dev.tilewright.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How statements on whole and real numbers are written: X, Z and W are int32, F and G are float32. */
class NumberTypesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INT32   | X[i] / 7                      | Y[i] = (int)(X[i] / 7.0);
            INT32   | floor(X[i] / Z[i])            | Y[i] = (int)floor((double)X[i] / Z[i]);
            INT32   | floor(X[i]) + floor(i)        | Y[i] = X[i] + (int)i;
            INT32   | F[i]                          | Y[i] = (int)F[i];
            INT32   | select(abs(X[i]) > Z[i], 1, 0)| Y[i] = (abs_int(X[i]) > Z[i] ? 1 : 0);
            INT32   | select(F[i] > X[i], 1, 0)     | Y[i] = ((double)F[i] > X[i] ? 1 : 0);
            INT32   | max(X[i], -2147483648)        | Y[i] = max(X[i], INT_MIN);
            FLOAT32 | sqrt(X[i] * X[i])             | Y[i] = sqrt((float)(X[i] * X[i]));
            FLOAT32 | min(X[i], 0.5) * Z[i]         | Y[i] = fmin((float)X[i], 0.5f) * Z[i];
            FLOAT32 | X[i] / Z[i]                   | Y[i] = (float)X[i] / Z[i];
            FLOAT32 | pow(X[i], 2) + N              | Y[i] = pow((float)X[i], 2.0f) + (float)N;
            FLOAT32 | 70000 * i + F[i]              | Y[i] = (float)(70000 * (long)i) + F[i];
            FLOAT32 | select(70000 * i < N, F[i], 0)| Y[i] = (70000 * (long)i < N ? F[i] : 0.0f);
            FLOAT64 | F[i] * F[i] + X[i]            | Y[i] = (double)F[i] * F[i] + X[i];
            FLOAT64 | max(F[i], X[i])               | Y[i] = fmax((double)F[i], (double)X[i]);
            """)
    void openClConvertsWhereNoOperandHasTheTypeOfTheArithmetic(ElementType type, String value, String statement) {
        assertThat(Scheduled.openCl(nests(type, value))).contains(statement);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INT32   | floor(X[i] / 7)               | Y[i] = (int) Math.floor(X[i] / 7.0);
            INT32   | X[i] * Z[i] - 1               | Y[i] = X[i] * Z[i] - 1;
            FLOAT32 | sqrt(X[i] * X[i])             | Y[i] = (float) Math.sqrt((float) (X[i] * X[i]));
            FLOAT32 | 5000000000 * F[i]             | Y[i] = 5e9f * F[i];
            FLOAT32 | 70000 * i + F[i]              | Y[i] = (float) (70000 * (long) i) + F[i];
            """)
    void javaNarrowsWhereItStores(ElementType type, String value, String statement) {
        assertThat(Scheduled.java(nests(type, value))).contains(statement);
    }

    @Test
    void aSumOfRealNumbersForWholeOnesIsATensorOfItsOwnInDoublePrecision() {
        LoopNests nests = MixedNumbers.of("Y[0] = floor(0.5 + sum(i, F[i] * F[i]))", "Y[1]", ElementType.INT32)
                .nests(Map.of("N", 64L));

        assertThat(Scheduled.cuda(nests))
                .contains("Y_part1[0] += (double)F[i] * F[i];", "Y[0] = (int)floor(0.5 + Y_part1[0]);");
    }

    @Test
    void productsAndSumsAreRoundedOneByOneWhereRealNumbersBecomeWhole() {
        LoopNests truncating = nests(ElementType.INT32, "0.299 * X[i] + 0.587 * Z[i]");
        LoopNests real = nests(ElementType.FLOAT32, "0.299 * X[i] + 0.587 * Z[i]");

        assertThat(Scheduled.openCl(truncating)).contains("#pragma OPENCL FP_CONTRACT OFF");
        assertThat(new CudaEmitter().buildOptions(truncating.nests())).contains("-fmad=false");
        assertThat(Scheduled.openCl(real)).doesNotContain("#pragma");
        assertThat(new CudaEmitter().buildOptions(real.nests())).doesNotContain("-fmad=false");
    }

    @Test
    void lanesOfWholeNumbersComputeNoRealOnes() {
        assertThat(Scheduled.refusal(nests(ElementType.INT32, "X[i] / 7"), Computations.GPU, "Y: vectorize(i, 4)"))
                .isEqualTo(
                        "Y: vectorize(i, 4): a vector's lanes have one type, and the statement computes real numbers from whole ones");
        assertThat(Scheduled.openCl(nests(ElementType.INT32, "abs(X[i]) * 3"), "Y: vectorize(i, 4)"))
                .contains("abs_int4(vload4(0, &X[i]))");
    }

    private static LoopNests nests(ElementType type, String value) {
        return MixedNumbers.of("Y[i] = " + value, "Y[N]", type).nests(Map.of("N", 64L));
    }
}
