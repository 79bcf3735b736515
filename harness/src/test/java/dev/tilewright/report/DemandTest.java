package dev.tilewright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemandTest {

    private final Demand product = of("../tasks/matmul.yaml", "M=1000,N=1000,K=1000");
    private final Demand transposition = of("../tasks/transpose.yaml", "M=1000,N=1000");

    private static Demand of(String file, String sizes) {
        Task task = TaskReader.read(Path.of(file));
        return Demand.of(task, ProblemParser.parse(task, sizes));
    }

    @Test
    void operationsAndCompulsoryTrafficAreCounted() {
        assertThat(product.operations()).isEqualTo(2e9);
        assertThat(product.bytes()).isEqualTo(12e6);
        assertThat(product.peakOperations()).isEmpty();
        assertThat(transposition.operations()).isZero();
        assertThat(transposition.bytes()).isEqualTo(8e6);
    }

    @Test
    void aTaskWithoutAnExpressionHasItsBuffersAndNoOperations(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Mine.java"), """
                public class Mine {
                    public static void compute(double[] x, double[] y, int n) {}
                }
                """);
        Path file = Files.writeString(folder.resolve("mine.yaml"), """
                name: mine
                summary: something that no expression says
                sizes: [N]
                arguments:
                  X: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
                  Y: {type: float64, shape: [N], role: output}
                reference: Mine
                problems: [{N: 100}]
                tolerance: {relative: 1e-5}
                """);

        assertThat(of(file.toString(), "N=100")).isEqualTo(new Demand(0, 1200, empty(), empty()));
    }

    @Test
    void theFloorIsThatOfTheSlowerOfArithmeticAndTraffic() {
        // 2e9 operations at 1e12 a second take 2 ms; 12e6 bytes at 1e9 a second take 12 ms.
        assertThat(product.under(1e12, 1e9).floorNanos()).hasValue(12e6);
        assertThat(product.under(1e11, 1e10).floorNanos()).hasValue(20e6);
        assertThat(product.under(1e11, 1e10).rooflineFraction(40e6).orElseThrow())
                .isCloseTo(0.5, within(1e-12));
        assertThat(product.floorNanos()).isEmpty();
        assertThat(product.rooflineFraction(40e6)).isEmpty();
    }

    @Test
    void theRateIsOfArithmeticWhereThatSaysMost() {
        assertThat(product.boundByArithmetic()).isTrue();
        assertThat(product.rate(10e6)).isEqualTo("200 GFLOP/s");
        assertThat(transposition.boundByArithmetic()).isFalse();
        assertThat(transposition.rate(1e6)).isEqualTo("8.00 GB/s");
        assertThat(Demand.unknown().rate(1e6)).isEmpty();
    }

    private static OptionalDouble empty() {
        return OptionalDouble.empty();
    }
}
