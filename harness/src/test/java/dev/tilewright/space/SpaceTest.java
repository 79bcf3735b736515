package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SpaceTest {

    private static final Tunable TILE = new Tunable("TILE", List.of("8", "16", "32"));
    private static final Tunable UNROLL = new Tunable("UNROLL", List.of("1", "2"));
    private static final Tunable LAYOUT = new Tunable("LAYOUT", List.of("rows", "columns"));

    private static Space space(List<Tunable> tunables, String... constraints) {
        return new Space(tunables, Stream.of(constraints).map(Condition::parse).toList(), Map.of("M", 48L));
    }

    private static List<String> texts(List<Configuration> configurations) {
        return configurations.stream().map(Configuration::toString).toList();
    }

    @Test
    void enumeratesTheProductWithTheLastTunableFastest() {
        assertThat(texts(space(List.of(TILE, LAYOUT)).all()))
                .containsExactly(
                        "LAYOUT=rows,TILE=8",
                        "LAYOUT=columns,TILE=8",
                        "LAYOUT=rows,TILE=16",
                        "LAYOUT=columns,TILE=16",
                        "LAYOUT=rows,TILE=32",
                        "LAYOUT=columns,TILE=32");
    }

    @Test
    void leavesOutWhatAConstraintForbids() {
        Space space = space(List.of(TILE, UNROLL), "M % TILE == 0", "TILE * UNROLL <= 16");
        assertThat(texts(space.all())).containsExactly("TILE=8,UNROLL=1", "TILE=8,UNROLL=2", "TILE=16,UNROLL=1");
        assertThat(space.first().map(Configuration::toString)).contains("TILE=8,UNROLL=1");
    }

    @Test
    void theFirstIsTheFirstThatIsAllowed() {
        Space space = space(List.of(TILE, UNROLL), "TILE > 8", "UNROLL == 2");
        assertThat(space.first().map(Configuration::toString)).contains("TILE=16,UNROLL=2");
    }

    @Test
    void theFirstIsWhatWasChosenIfThatIsAllowed() {
        List<Tunable> chosen = List.of(TILE.beginningWith("16"), UNROLL);
        assertThat(space(chosen).first().map(Configuration::toString)).contains("TILE=16,UNROLL=1");
        assertThat(space(chosen, "TILE == 32").first().map(Configuration::toString))
                .contains("TILE=32,UNROLL=1");
    }

    @Test
    void hasOneConfigurationWithoutTunables() {
        assertThat(space(List.of()).all()).containsExactly(Configuration.none());
        assertThat(space(List.of(), "M == 48").first()).contains(Configuration.none());
        assertThat(space(List.of(), "M == 47").first()).isEmpty();
    }

    @Test
    void isEmptyWhereNoConfigurationSatisfiesTheConstraints() {
        Space space = space(List.of(TILE, UNROLL), "TILE > 8", "TILE < 16");
        assertThat(space.all()).isEmpty();
        assertThat(space.first()).isEmpty();
        assertThat(space.draw(RandomSource.SPLIT_MIX_64.create(1))).isEmpty();
        assertThat(space.neighbours(Configuration.none().with("TILE", "8").with("UNROLL", "1")))
                .isEmpty();
        assertThat(space.contains(Configuration.none().with("TILE", "16").with("UNROLL", "1")))
                .isFalse();
    }

    /** The product has 32¹² elements. */
    @Test
    @Timeout(20)
    void doesNotEnumerateWhatAConstraintOnEarlierTunablesForbids() {
        List<String> values = IntStream.range(0, 32).mapToObj(Integer::toString).toList();
        List<Tunable> many = IntStream.range(0, 12)
                .mapToObj(i -> new Tunable("T" + i, values))
                .toList();
        assertThat(space(many, "T0 + T1 == 63").first()).isEmpty();
        assertThat(space(many, "M == 47").all()).isEmpty();
        Configuration first =
                space(many, "T0 == 31", "T1 == T0 - 1", "T11 == 5").first().orElseThrow();
        assertThat(first.values())
                .containsEntry("T0", "31")
                .containsEntry("T1", "30")
                .containsEntry("T11", "5");
        assertThat(first.values().values().stream().filter("0"::equals)).hasSize(9);
    }

    @Test
    void containsWhatGivesEveryTunableOneOfItsValues() {
        Space space = space(List.of(TILE, LAYOUT), "TILE < 32");
        Configuration good = Configuration.none().with("TILE", "8").with("LAYOUT", "rows");
        assertThat(space.contains(good)).isTrue();
        assertThat(space.contains(good.with("TILE", "32"))).as("forbidden").isFalse();
        assertThat(space.contains(good.with("TILE", "9"))).as("no value of it").isFalse();
        assertThat(space.contains(good.with("OTHER", "1")))
                .as("a tunable too many")
                .isFalse();
        assertThat(space.contains(Configuration.none().with("TILE", "8")))
                .as("a tunable too few")
                .isFalse();
        assertThat(space.all()).allMatch(space::contains).hasSize(4);
    }

    @Test
    void neighboursDifferInOneTunable() {
        Space space = space(List.of(TILE, UNROLL, LAYOUT), "TILE * UNROLL <= 32");
        Configuration middle =
                Configuration.none().with("TILE", "16").with("UNROLL", "2").with("LAYOUT", "rows");
        assertThat(texts(space.neighbours(middle)))
                .containsExactly(
                        "LAYOUT=rows,TILE=8,UNROLL=2",
                        "LAYOUT=rows,TILE=16,UNROLL=1",
                        "LAYOUT=columns,TILE=16,UNROLL=2");
    }

    @Test
    void drawsEveryConfigurationEquallyOften() {
        Space space = space(List.of(TILE, UNROLL, LAYOUT), "TILE * UNROLL <= 32", "LAYOUT == 'rows' || TILE > 8");
        List<Configuration> all = space.all();
        assertThat(all).hasSize(8);
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(7);
        int draws = 16_000;
        Map<Configuration, Integer> drawn = new HashMap<>();
        for (int i = 0; i < draws; i++) {
            drawn.merge(space.draw(random).orElseThrow(), 1, Integer::sum);
        }
        assertThat(drawn.keySet()).containsExactlyInAnyOrderElementsOf(all);
        // Five standard deviations of a binomial variable with p = 1/8.
        double expected = draws / 8.0;
        assertThat(drawn.values())
                .allSatisfy(count ->
                        assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected * 7 / 8))));
    }

    @Test
    void drawsTheSameFromTheSameSeed() {
        Space space = space(List.of(TILE, UNROLL, LAYOUT), "TILE > 8");
        for (long seed = 0; seed < 20; seed++) {
            Optional<Configuration> drawn = space.draw(RandomSource.SPLIT_MIX_64.create(seed));
            assertThat(drawn).isPresent().isEqualTo(space.draw(RandomSource.SPLIT_MIX_64.create(seed)));
        }
    }

    @Test
    void findsAConfigurationThatDrawsMiss() {
        List<String> values =
                IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
        Space space = space(List.of(new Tunable("A", values), new Tunable("B", values)), "A == 999", "B == 998");
        assertThat(space.draw(RandomSource.SPLIT_MIX_64.create(1)).map(Configuration::toString))
                .contains("A=999,B=998");
    }

    @Test
    void saysWhichNameAConstraintDoesNotKnow() {
        Space space = space(List.of(TILE), "N % TILE == 0");
        assertThatIllegalArgumentException()
                .isThrownBy(space::all)
                .withMessage("\"N % TILE == 0\" cannot be computed: N is neither a size nor a tunable");
    }

    @Test
    void leavesOutConfigurationsForWhichAConstraintCannotBeComputed() {
        Space space = space(
                List.of(TILE, UNROLL), "M % (TILE - 16) == 0", "TILE > 8 || TILE * UNROLL * 9223372036854775807 > 0");
        assertThat(texts(space.all())).containsExactly("TILE=32,UNROLL=1", "TILE=32,UNROLL=2");
        assertThat(space.contains(Configuration.none().with("TILE", "16").with("UNROLL", "1")))
                .isFalse();
        assertThat(space.draw(RandomSource.SPLIT_MIX_64.create(1))).isPresent();
    }

    @Test
    void saysWhyItIsEmpty() {
        assertThat(space(List.of(TILE, UNROLL), "M / (TILE - TILE) == 0").whyEmpty())
                .isEqualTo(
                        "its constraints and its launch allow no configuration (\"M / (TILE - TILE) == 0\" cannot be computed: it divides by zero for TILE=8)");
        assertThat(space(List.of(TILE), "TILE > 99").whyEmpty())
                .isEqualTo(
                        "its constraints and its launch allow no configuration (\"TILE > 99\" alone forbids all of them)");
    }

    private static List<Tunable> many(int tunables, int values) {
        List<String> numbers =
                IntStream.range(0, values).mapToObj(Integer::toString).toList();
        return IntStream.range(0, tunables)
                .mapToObj(i -> new Tunable("T" + i, numbers))
                .toList();
    }

    /** Twenty values to the tenth power are 10¹³ configurations. */
    @Test
    @Timeout(20)
    void findsOneOfAHugeProductWhereverItsConstraintsLeaveAny() {
        List<Tunable> ten = many(10, 20);
        assertThat(space(ten).first()).isPresent();
        for (String constraint : List.of(
                "T0 == 13 && T9 == 17", "T0 * T9 == 361", "T0 + T3 + T9 == 57", "T0 == T9 + 1 && T5 == T0 * 2 - 20")) {
            Space space = space(ten, constraint);
            assertThat(space.first())
                    .as(constraint)
                    .hasValueSatisfying(
                            first -> assertThat(space.contains(first)).isTrue());
            assertThat(space.draw(RandomSource.SPLIT_MIX_64.create(3)))
                    .as(constraint)
                    .hasValueSatisfying(
                            drawn -> assertThat(space.contains(drawn)).isTrue());
        }
    }

    @Test
    @Timeout(20)
    void givesUpOnAHugeProductThatHoldsNothing() {
        Space space = space(
                many(30, 50),
                String.join(" + ", IntStream.range(0, 30).mapToObj(i -> "T" + i).toList()) + " < 0");
        assertThat(space.first()).isEmpty();
        assertThat(space.whyEmpty()).contains("none of the configurations that were tried", "too many to try all");
    }

    @Test
    void drawsWhatMeetsAConditionAsLongAsThereIsAny() {
        Space space = space(many(2, 100));
        Configuration last = Configuration.none().with("T0", "99").with("T1", "98");
        assertThat(space.draw(RandomSource.SPLIT_MIX_64.create(1), last::equals))
                .contains(last);
        assertThat(space.draw(RandomSource.SPLIT_MIX_64.create(1), _ -> false)).isEmpty();
    }
}
