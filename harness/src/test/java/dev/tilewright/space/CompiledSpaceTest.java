package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A space as a search sees it. */
class CompiledSpaceTest {

    private static final Tunable X = new Tunable("X", List.of("1", "2", "4", "8"));
    private static final Tunable Y = new Tunable("Y", List.of("1", "2", "3"));
    private static final Tunable SCALE = new Tunable("SCALE", List.of("0.5", "1.0"));
    private static final Tunable LAYOUT = new Tunable("LAYOUT", List.of("rows", "columns", "tiles"));
    private static final Tunable FREE = new Tunable("FREE", List.of("0", "1"));
    private static final Tunable ONE = new Tunable("ONE", List.of("7"));

    /** It has parts that are tied together, a tunable that is free, and one without a choice. */
    private static final Space SPACE = space(
            List.of(X, LAYOUT, ONE, Y, FREE, SCALE),
            "X * Y <= 8",
            "python: X / Y != 2",
            "LAYOUT != 'tiles' || X > 1",
            "python: SCALE < 1 or LAYOUT in ('rows', 'tiles')",
            "ONE == 7");

    private static Space space(List<Tunable> tunables, String... constraints) {
        return new Space(tunables, Stream.of(constraints).map(Condition::parse).toList(), Map.of("M", 48L));
    }

    private static UniformRandomProvider random(long seed) {
        return RandomSource.XO_SHI_RO_256_PP.create(seed);
    }

    private static List<Point> points(SearchSpace space) {
        return LongStream.range(0, space.size().orElseThrow())
                .mapToObj(space::point)
                .toList();
    }

    /** Finds the points by testing all of the product. */
    private static List<Point> tested(Space space) {
        SearchSpace search = space.search();
        List<Point> product = List.of(Point.of(new int[space.tunables().size()]));
        for (int i = 0; i < space.tunables().size(); i++) {
            int place = i;
            product = product.stream()
                    .flatMap(point -> IntStream.range(
                                    0, space.tunables().get(place).values().size())
                            .mapToObj(index -> point.with(place, index)))
                    .toList();
        }
        return product.stream()
                .filter(point -> space.contains(search.configuration(point)))
                .toList();
    }

    @Test
    void numbersEachValidPointOnce() {
        List<Point> points = points(SPACE.search());
        assertThat(points).doesNotHaveDuplicates().hasSize(58);
        assertThat(points.stream().sorted(PointOrder.BY_INDICES)).containsExactlyElementsOf(tested(SPACE));
        assertThat(points(SPACE.search())).as("the order is always the same").isEqualTo(points);
        assertThat(SPACE.search().notice()).isEmpty();
    }

    @Test
    void hasNoOtherNumbers() {
        SearchSpace space = SPACE.search();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.point(58));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.point(-1));
    }

    @Test
    void knowsItsPointsFromOthers() {
        SearchSpace space = SPACE.search();
        List<Point> valid = tested(SPACE);
        List<Point> product = tested(space(SPACE.tunables()));
        assertThat(product).hasSize(4 * 3 * 3 * 2 * 2);
        assertThat(product.stream().filter(space::contains)).containsExactlyElementsOf(valid);
    }

    @Test
    void hasThePointsOfConfigurations() {
        SearchSpace space = SPACE.search();
        for (Point point : points(space)) {
            assertThat(space.point(space.configuration(point))).isEqualTo(point);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.point(Configuration.none().with("X", "3")))
                .withMessage("X cannot be '3'");
    }

    @Test
    void hasOnePointWithoutTunables() {
        assertThat(points(space(List.of()).search())).containsExactly(Point.of());
        assertThat(points(space(List.of(ONE), "M == 48").search())).containsExactly(Point.of(0));
        assertThat(space(List.of(ONE)).search().draw(random(1))).isEqualTo(Point.of(0));
    }

    /** Pearson's test: the statistic exceeds 95.8 in one of a thousand cases, for 57 degrees of freedom. */
    @Test
    void drawsEachPointEquallyOften() {
        SearchSpace space = SPACE.search();
        int draws = 58_000;
        Map<Point, Integer> drawn = new HashMap<>();
        UniformRandomProvider random = random(5);
        for (int i = 0; i < draws; i++) {
            drawn.merge(space.draw(random), 1, Integer::sum);
        }
        assertThat(drawn.keySet()).containsExactlyInAnyOrderElementsOf(tested(SPACE));
        double expected = draws / 58.0;
        double statistic = drawn.values().stream()
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertThat(statistic).isLessThan(95.8);
    }

    @Test
    void drawsTheSameFromTheSameSeed() {
        SearchSpace space = SPACE.search();
        assertThat(Stream.generate(() -> 3).limit(5).map(seed -> space.draw(random(seed))))
                .containsOnly(space.draw(random(3)));
    }

    /** The interface looks at everything that may be a neighbour. */
    private static SearchSpace plain(SearchSpace space) {
        return new ListedSpace(space.tunables(), points(space));
    }

    @ParameterizedTest
    @EnumSource
    void hasTheNeighboursThatAScanFinds(Neighbourhood which) {
        for (Space each : List.of(SPACE, RealWorldSpaces.all().get("prl2").space())) {
            SearchSpace space = each.search();
            for (Point point : points(space)) {
                assertThat(space.neighbours(point, which))
                        .isEqualTo(plain(space).neighbours(point, which))
                        .allMatch(neighbour -> neighbour.distance(point) == 1);
            }
        }
    }

    @Test
    void neighboursOfAPointThatIsNotValidAreValid() {
        SearchSpace space = SPACE.search();
        List<Point> valid = tested(SPACE);
        for (Point point : tested(space(SPACE.tunables()))) {
            assertThat(space.neighbours(point, Neighbourhood.ANY))
                    .containsExactlyInAnyOrderElementsOf(valid.stream()
                            .filter(other -> other.distance(point) == 1)
                            .toList());
            assertThat(space.within(point, 2))
                    .containsExactlyInAnyOrderElementsOf(valid.stream()
                            .filter(other -> other.distance(point) == 1 || other.distance(point) == 2)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 6})
    void findsAllThatDifferInSoManyTunables(int distance) {
        SearchSpace space = SPACE.search();
        for (Point point : points(space)) {
            List<Point> scanned = points(space).stream()
                    .filter(other -> other.distance(point) <= distance && !other.equals(point))
                    .toList();
            assertThat(space.within(point, distance)).containsExactlyInAnyOrderElementsOf(scanned);
            assertThat(plain(space).within(point, distance)).containsExactlyInAnyOrderElementsOf(scanned);
        }
    }

    @Test
    void findsNeighboursInALargeSpaceWithoutScanningIt() {
        SearchSpace space = RealWorldSpaces.all().get("hotspot").space().search();
        UniformRandomProvider random = random(2);
        for (int i = 0; i < 20; i++) {
            Point point = space.draw(random);
            List<Point> two = space.within(point, 2);
            assertThat(two).doesNotHaveDuplicates().allMatch(space::contains);
            assertThat(two.stream().filter(other -> other.distance(point) == 1))
                    .containsExactlyInAnyOrderElementsOf(space.neighbours(point, Neighbourhood.ANY));
        }
    }

    private static List<Tunable> many(int tunables, int values) {
        List<String> numbers =
                IntStream.range(0, values).mapToObj(Integer::toString).toList();
        return IntStream.range(0, tunables)
                .mapToObj(i -> new Tunable("T" + i, numbers))
                .toList();
    }

    private static String sum(int tunables) {
        return IntStream.range(0, tunables).mapToObj(i -> "T" + i).collect(Collectors.joining(" + "));
    }

    @Test
    @Timeout(60)
    void samplesASpaceThatIsTooLargeAndSaysSo() {
        Space large = space(many(10, 100), sum(10) + " <= 300");
        SearchSpace space = large.search();
        assertThat(space.size()).isEmpty();
        assertThat(space.notice())
                .contains(
                        "the space is too large to be enumerated: its configurations are sampled, and not all equally often");
        assertThatIllegalStateException()
                .isThrownBy(() -> space.point(0))
                .withMessage("a space that is sampled has no numbers for its points");
        UniformRandomProvider random = random(3);
        List<Point> drawn = Stream.generate(() -> space.draw(random)).limit(200).toList();
        assertThat(drawn).allMatch(space::contains).doesNotHaveDuplicates();
        assertThat(large.contains(space.configuration(drawn.getFirst()))).isTrue();
        assertThat(space.neighbours(drawn.getFirst(), Neighbourhood.ANY))
                .isNotEmpty()
                .allMatch(space::contains);
    }

    /** A few in 10²⁰ are valid, so that no draw of the product meets one. */
    @Test
    @Timeout(60)
    void samplesASpaceOfWhichNextToNothingIsValid() {
        SearchSpace space =
                space(many(10, 100), sum(10) + " <= 12", sum(10) + " >= 9").search();
        UniformRandomProvider random = random(3);
        List<Point> drawn = Stream.generate(() -> space.draw(random)).limit(20).toList();
        assertThat(drawn).allMatch(space::contains);
        assertThat(drawn.stream().distinct().count()).isGreaterThan(10);
    }

    /** Its parts are enumerated, but their product has more than 64 bits. */
    @Test
    void drawsUniformlyFromASpaceThatHasTooManyPointsToNumber() {
        SearchSpace space = space(many(20, 100), "T0 < T1", "T2 + T3 == 50").search();
        assertThat(space.size()).isEmpty();
        assertThat(space.notice())
                .contains(
                        "the space has more configurations than 64 bits count: they have no numbers, and are drawn uniformly");
        UniformRandomProvider random = random(3);
        int[] low = new int[100];
        for (int i = 0; i < 9900; i++) {
            Point point = space.draw(random);
            assertThat(space.contains(point)).isTrue();
            low[point.index(0)]++;
        }
        // T0 is 0 in 99 of the 4950 pairs, 198 of 9900: five standard deviations are 70.
        assertThat(low[0]).isBetween(128, 268);
        assertThat(low[98]).isLessThan(15);
    }

    @Test
    void countsWhatIsTiedInAChainWithoutGoingThroughIt() {
        // The numbers of strings of digits in which neighbours differ by at most 1: 10, 28, 80 and so on.
        List<Tunable> digits = many(12, 10);
        String[] chain = IntStream.range(1, 12)
                .mapToObj(i -> "abs(T%d - T%d) <= 1".formatted(i - 1, i))
                .toArray(String[]::new);
        assertThat(space(digits, chain).search().size()).hasValue(chains(12));
        assertThat(chains(3)).isEqualTo(80);
    }

    private static long chains(int length) {
        long[] ending = new long[10];
        Arrays.fill(ending, 1);
        for (int i = 1; i < length; i++) {
            long[] next = new long[10];
            for (int digit = 0; digit < 10; digit++) {
                for (int former = Math.max(0, digit - 1); former <= Math.min(9, digit + 1); former++) {
                    next[digit] += ending[former];
                }
            }
            ending = next;
        }
        return LongStream.of(ending).sum();
    }

    @Test
    void saysWhichConstraintLeavesItEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        space(List.of(X, Y), "X > 1", "X * Y > 24", "Y < 3").search())
                .withMessage(
                        "the space is empty: its constraints allow no configuration (\"X * Y > 24\" alone forbids all of them)");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        space(List.of(X, Y), "X > 4", "python: X < 2 or Y == 0").search())
                .withMessage(
                        "the space is empty: its constraints allow no configuration (\"X > 4\" alone forbids 75.0 % of them)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space(List.of(X), "M == 47").search())
                .withMessage(
                        "the space is empty: its constraints allow no configuration (\"M == 47\" alone forbids all of them)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space(List.of(X, Y), "M % (X - X) == 0").search())
                .withMessage(
                        "the space is empty: its constraints allow no configuration (\"M %% (X - X) == 0\" cannot be computed: it divides by zero for X=1)"
                                .formatted());
        assertThatIllegalArgumentException()
                .as("a tunable with one value, declared later")
                .isThrownBy(() -> space(List.of(X, new Tunable("B", List.of("0"))), "X % B == 0")
                        .search())
                .withMessageContaining("\"X % B == 0\" cannot be computed: it divides by zero for");
    }

    @Test
    @Timeout(60)
    void saysThatNothingWasFoundWhereThereIsTooMuchToTry() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space(many(30, 50), sum(30) + " < 0").search())
                .withMessageStartingWith(
                        "no configuration was found: its constraints allow none of the configurations that were tried, and there are too many to try all (\"T0 + T1 ")
                .withMessageEndingWith("…\" alone forbids nearly all of them)");
    }

    @Test
    void saysWhatAConstraintDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space(List.of(X), "N % X == 0").search())
                .withMessage("\"N % X == 0\" cannot be computed: N is neither a size nor a tunable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space(List.of(X), "python: N % X == 0").search())
                .withMessage("\"N % X == 0\" cannot be computed: N is neither a size nor a tunable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space(List.of(X), "X + 1").search())
                .withMessage("\"X + 1\" is a number, not true or false");
    }

    @Test
    void leavesOutWhatCannotBeComputed() {
        List<Point> points =
                points(space(List.of(X, Y), "python: 4 % (X - Y) == 0").search());
        List<Integer> differences = new ArrayList<>();
        for (Point point : points) {
            differences.add(new int[] {1, 2, 4, 8}[point.index(0)] - point.index(1) - 1);
        }
        // 1 - 1 and 2 - 2 divide by zero; 8 - 1, 8 - 2 and so on do not divide 4.
        assertThat(differences)
                .doesNotContain(0)
                .allMatch(difference -> 4 % difference == 0)
                .hasSize(6);
    }
}
