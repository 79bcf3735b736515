package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Spaces of real kernels have as many configurations as others count. */
class RealWorldSpacesTest {

    private static Stream<String> names() {
        return RealWorldSpaces.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void haveAsManyConfigurationsAsOthersCount(String name) {
        RealWorldSpaces.Known known = RealWorldSpaces.all().get(name);
        double product = known.space().tunables().stream()
                .mapToDouble(tunable -> tunable.values().size())
                .reduce(1, (a, b) -> a * b);
        assertThat(product).isEqualTo(known.product());
        assertThat(known.space().search().size()).hasValue(known.valid());
    }

    @Test
    void areNine() {
        assertThat(RealWorldSpaces.all().values().stream()
                        .mapToLong(RealWorldSpaces.Known::valid)
                        .sum())
                .isEqualTo(971_231 + 4362);
    }

    /** The points are those that are found without any of what makes it fast. */
    @ParameterizedTest
    @CsvSource({"dedispersion", "prl2", "prl4", "convolution", "gemm"})
    void haveThePointsThatGoingThroughTheProductFinds(String name) {
        Space space = RealWorldSpaces.all().get(name).space();
        SearchSpace search = space.search();
        List<Point> numbered = Stream.iterate(0L, number -> number + 1)
                .limit(search.size().orElseThrow())
                .map(search::point)
                .toList();
        List<Point> found = space.all().stream().map(search::point).toList();
        assertThat(numbered).hasSameSizeAs(found).doesNotHaveDuplicates();
        assertThat(numbered.stream().sorted(PointOrder.BY_INDICES)).containsExactlyElementsOf(found);
    }

    /** The recorded data are beside the project where it is developed, and not part of it. */
    private static Path recorded() {
        String told = System.getProperty("tilewright.recorded");
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            Path recorded = told == null ? folder.resolve("shared/recorded") : Path.of(told);
            if (Files.isDirectory(recorded.resolve("spaces"))) {
                return recorded;
            }
        }
        String missing =
                "RECORDED SPACES NOT RUN: there is no shared/recorded in %s or above; name it by -Dtilewright.recorded=FOLDER"
                        .formatted(here);
        System.out.println(missing);
        return Assumptions.abort(missing);
    }

    /** Counted by Python, evaluating each file's conditions for each element of the product. */
    @ParameterizedTest
    @CsvSource({"convolution, 4362", "dedispersion, 11130", "gemm, 116928", "hotspot, 82984"})
    void areReadFromFilesOfTheBenchmarkHubAsTheyAre(String name, long valid) throws IOException {
        T1 file = T1.read(Files.readString(recorded().resolve("spaces/%s_milo.json".formatted(name))));
        assertThat(file.space().search().size()).hasValue(valid);
        assertThat(file.kernel().orElseThrow().arguments()).hasSizeBetween(3, 7);
        assertThat(file.kernel().orElseThrow().problemSize()).hasSizeBetween(2, 3);
    }

    @Test
    void areRestatedAsTheyAre() throws IOException {
        JsonNode all = JsonMapper.shared().readTree(Files.readString(recorded().resolve("spaces/realworld_8.json")));
        assertThat(all).hasSize(8);
        for (JsonNode node : all.values()) {
            List<Tunable> tunables = node.path("params")
                    .propertyStream()
                    .map(parameter -> new Tunable(
                            parameter.getKey(),
                            parameter.getValue().values().stream()
                                    .map(value -> Tunable.textOf(T1Fields.value(value)))
                                    .toList()))
                    .toList();
            List<Condition> constraints = Stream.concat(
                            node.path("constraints").values().stream()
                                    .map(text -> PythonExpression.parse(text.asString())),
                            T1.groupLimit(tunables).stream())
                    .toList();
            RealWorldSpaces.Known known =
                    RealWorldSpaces.all().get(node.path("name").asString());
            assertThat(new Space(tunables, constraints, Map.of())).isEqualTo(known.space());
            assertThat(node.path("valid").asLong()).isEqualTo(known.valid());
            assertThat(node.path("cartesian").asDouble()).isEqualTo(known.product());
        }
    }
}
