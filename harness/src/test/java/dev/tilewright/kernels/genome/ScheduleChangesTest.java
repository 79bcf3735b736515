package dev.tilewright.kernels.genome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Problem;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of a schedule are changed, together where they belong together. */
class ScheduleChangesTest {

    private static final List<String> PACKED = List.of(
            "C: bind(i, group)",
            "C: bind(j, group)",
            "C: vectorize(j, 8)",
            "C: accumulate(k, i=3, j=7)",
            "C: pack(A, i, 3)",
            "C: pack(B, j, 56)",
            "B_panels: vectorize(j1, 8)");

    private static final Pattern NUMBER = Pattern.compile("(\\w+)=(\\d+)");

    private final GenomeFactory factory = new GenomeFactory(
            new KernelTarget(
                    TaskReader.read(Path.of("../tasks/matmul.yaml")),
                    Problem.parse("M=1024,N=1024,K=1024"),
                    Language.OPENCL,
                    new DeviceFacts(2, 8, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true)),
            List.of());
    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(2);

    private List<ScheduledKernel> children(int changes, int count) throws IllegalTransformationException {
        ScheduledKernel parent = factory.scheduled(Schedule.parse(PACKED));
        List<ScheduledKernel> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            children.add((ScheduledKernel)
                    parent.tune(changes, factory, random).orElseThrow().genome());
        }
        return children;
    }

    private static Map<String, Long> tile(ScheduledKernel kernel) {
        Map<String, Long> tile = new HashMap<>();
        String step = kernel.schedule().stream()
                .filter(each -> each.contains("accumulate"))
                .findFirst()
                .orElseThrow();
        Matcher numbers = NUMBER.matcher(step);
        while (numbers.find()) {
            tile.put(numbers.group(1), Long.parseLong(numbers.group(2)));
        }
        return tile;
    }

    private static boolean has(ScheduledKernel kernel, String step) {
        return kernel.schedule().contains(step);
    }

    @Test
    void manyTilesComeOfOne() throws IllegalTransformationException {
        Set<Map<String, Long>> tiles =
                children(2, 400).stream().map(ScheduleChangesTest::tile).collect(Collectors.toSet());
        assertThat(tiles).hasSizeGreaterThan(15).contains(Map.of("i", 3L, "j", 6L), Map.of("i", 4L, "j", 7L));
    }

    @Test
    void panelsMostlyStayAsWideAsTheTile() throws IllegalTransformationException {
        List<ScheduledKernel> others = children(1, 400).stream()
                .filter(child -> !tile(child).equals(Map.of("i", 3L, "j", 7L)))
                .toList();
        assertThat(others).hasSizeGreaterThan(30).allSatisfy(child -> {
            long rows = tile(child).getOrDefault("i", 1L);
            long vectors = tile(child).getOrDefault("j", 1L);
            assertThat(rows == 1 || has(child, "C: pack(A, i, %d)".formatted(rows)))
                    .as(child.toString())
                    .isTrue();
            assertThat(has(child, "C: pack(B, j, %d)".formatted(8 * vectors)))
                    .as(child.toString())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everyChildIsLegalAndAnother(int changes) throws IllegalTransformationException {
        for (ScheduledKernel child : children(changes, 100)) {
            assertThat(child.schedule()).isNotEqualTo(PACKED);
            assertThat(factory.scheduled(Schedule.parse(child.schedule())).nests())
                    .isEqualTo(child.nests());
        }
    }

    @Test
    void moreChangesGoFurther() throws IllegalTransformationException {
        assertThat(differing(children(4, 100))).isGreaterThan(1.5 * differing(children(1, 100)));
    }

    private static double differing(List<ScheduledKernel> children) {
        return children.stream()
                .mapToLong(child -> child.schedule().stream()
                        .filter(step -> !PACKED.contains(step))
                        .count())
                .average()
                .orElseThrow();
    }

    @Test
    void aChildSaysWhatFollowedFromItsChange() throws IllegalTransformationException {
        ScheduledKernel parent = factory.scheduled(Schedule.parse(PACKED));
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            changes.add(parent.tune(1, factory, random).orElseThrow().change());
        }
        assertThat(changes)
                .contains(
                        "tune C: accumulate(k, i=3, j=7) to C: accumulate(k, i=4, j=7), C: pack(A, i, 3) to C: pack(A, i, 4)");
    }
}
