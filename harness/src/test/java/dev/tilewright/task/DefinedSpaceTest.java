package dev.tilewright.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.space.Configuration;
import dev.tilewright.space.Formula;
import dev.tilewright.space.T1;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How a kernel is launched by what a T1 file says of it. */
class DefinedSpaceTest {

    private static final Configuration CHOSEN =
            new Configuration(new TreeMap<>(Map.of("block_size_x", "32", "tile_x", "2")));

    private static List<Long> global(String specification) {
        T1 file = T1.read("""
                {"ConfigurationSpace": {"TuningParameters": [
                   {"Name": "block_size_x", "Type": "int", "Values": [16, 32]},
                   {"Name": "tile_x", "Type": "int", "Values": [1, 2]}]},
                 "KernelSpecification": {"KernelName": "mine", %s}}""".formatted(
                        specification.contains("LocalSize")
                                ? specification
                                : "\"LocalSize\": {\"X\": \"block_size_x\"}, " + specification));
        return DefinedSpace.header(file, KernelHeader.of("")).launches().stream()
                .flatMap(launched -> launched.global().stream())
                .map(size -> Formula.parse(size).compute(Map.of("W", 1000L), CHOSEN))
                .toList();
    }

    @Test
    void theProblemIsDividedRoundedUpByTheDivisorsOrElseByTheLocalSize() {
        assertThat(global("\"ProblemSize\": [\"W\"], \"GridDivX\": [\"block_size_x\", \"tile_x\"]"))
                .containsExactly(16 * 32L);
        assertThat(global("\"ProblemSize\": [1000]")).containsExactly(32 * 32L);
    }

    @Test
    void expressionsKeepTheirMeaningWithinThoseThatTheyAreInsertedIn() {
        assertThat(global("\"ProblemSize\": [\"1 << 10\"], \"GridDivX\": [\"block_size_x\"]"))
                .containsExactly(1024L);
        assertThat(global("\"ProblemSize\": [1024], \"LocalSize\": {\"X\": \"1 << tile_x\"}"))
                .containsExactly(1024L);
    }

    @Test
    void theSizeOfAWorkGroupIsLimitedAsKernelTunerDoes() {
        T1 file = T1.read("""
                {"ConfigurationSpace": {"TuningParameters": [
                   {"Name": "block_size_x", "Type": "int", "Values": [32, 64]},
                   {"Name": "block_size_y", "Type": "int", "Values": [16, 32]}]}}""");

        assertThat(DefinedSpace.header(file, KernelHeader.of("")).constraints())
                .containsExactly("python: block_size_x * block_size_y <= 1024");
    }

    @Test
    void aGlobalSizeCountsWorkItemsOrGroupsAndMayBeDividedAsInPython() {
        assertThat(global("\"GlobalSize\": {\"X\": \"W // tile_x\"}")).containsExactly(500L);
        assertThat(global("\"GlobalSizeType\": \"CUDA\", \"GlobalSize\": {\"X\": \"(W + 31) // 32\"}"))
                .containsExactly(32 * 32L);
    }

    @Test
    void withoutEitherNothingIsSaidOfTheLaunch() {
        assertThat(global("\"Language\": \"OpenCL\"")).isEmpty();
    }
}
