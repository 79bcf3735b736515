package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled conditions hold where interpreted ones do: as code alone, with tables for parts, and as a table. */
class ConditionCompilerTest {

    private static final List<Tunable> TUNABLES = List.of(
            new Tunable("a", List.of("7", "-2", "0", "9223372036854775807")),
            new Tunable("b", List.of("-3", "64", "1")),
            new Tunable("n", List.of("0", "1", "-1")),
            new Tunable("x", List.of("0.5", "-4.0", "0.0")),
            new Tunable("y", List.of("-2.5", "1e+300")),
            new Tunable("w", List.of("rows", "columns")),
            new Tunable("m", List.of("1", "0.5", "auto")),
            new Tunable("one", List.of("3")));

    private static final Map<String, Long> SIZES = Map.of("big", 9007199254740993L);

    private static final int[] TABLES = {0, 1, 4, 20, 4096};

    private static Stream<String> expressions() throws Exception {
        return Stream.concat(
                PythonExpressionTest.recorded()
                        .map(line -> line.substring(0, line.lastIndexOf(" | ")))
                        .filter(text -> !text.matches(".*\\b(t|sizes)\\b.*")),
                Stream.of(
                        "a / n == 1 or n == 0",
                        "n == 0 or a / n >= b",
                        "n != 0 and a // n > b and x < y",
                        "a * a > b",
                        "(a > b) + (b > n) == 1",
                        "-(a > b) < 0",
                        "w == 'rows' and a > 0 or w in ('columns',) and b > 1",
                        "m == 'auto' or m > 0.5",
                        "m > 0.5 and n",
                        "max(a, b, n) - min(a, b) > 7",
                        "max(x, y) > 0",
                        "max(a, x) > 0",
                        "abs(a) > abs(b)",
                        "math.ceil(a / 2) == round(a / 2) or int(x) > n",
                        "(a if n else b) > (b if w == 'rows' else a)",
                        "(a and b) > n",
                        "1 <= a <= b < one * 30",
                        "a <= big and b << 2 > n and a >> 1 != ~b",
                        "a ** 2 > b ** n",
                        "x ** 2 % 3 // 0.7 < y",
                        "a % one == x",
                        "x != x or a < x",
                        "all(a % i for i in range(1, 4)) and sum([a, b]) > 3",
                        "[a, b][n] > 0",
                        "not (a & 1) or (a ^ b) | n",
                        "(a > 1) ^ (b > 1) or (a > 1) & (n > 0) == (x > 0) | (y > 0)",
                        "one == 3 and big > 1"));
    }

    private static Stream<String> formulas() {
        return Stream.of(
                "a / n == 1 || n == 0",
                "n == 0 || a / n >= b",
                "n != 0 && a % n >= b",
                "a * b > 6",
                "-a < b",
                "(~a & 3 | 1 << 2 ^ b) > 1 ? a > b : b > n",
                "(a > b) == (b > n)",
                "(a > b) != (b > n) && !(a == 7)",
                "w == 'rows' && a > 0 || w != 'rows' && b > 1",
                "m == 'auto' || a > 0",
                "max(a, b, n) - min(a, b) > 7",
                "abs(a) + gcd(a, b) > log2(b)",
                "ceil_div(a, n) <= round_up(b, 4)",
                "(n > 0 ? a : b) + 1 <= (w == 'rows' ? 2 : b)",
                "a << b > 1",
                "a - b >> 1 <= one",
                "big % 2 == 1",
                "true",
                "not (a lt b) and b ge n");
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void compilesPython(String text) {
        agrees(PythonExpression.parse(text));
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void compilesFormulas(String text) {
        agrees(Formula.parse(text));
    }

    /** A mistake may show only for some values, and a search does not look at those that other conditions leave out. */
    private static void agrees(Condition condition) {
        Choices choices = new Choices(TUNABLES, SIZES);
        List<Check> checks = IntStream.of(TABLES)
                .mapToObj(tables -> switch (condition) {
                    case Formula formula -> formula.compiled(choices, tables);
                    case PythonExpression expression -> expression.compiled(choices, tables);
                })
                .toList();
        int[] named = condition.names().stream()
                .mapToInt(choices::place)
                .filter(place -> place >= 0)
                .sorted()
                .toArray();
        Table table = new Table(named, choices.counts());
        int[] point = new int[TUNABLES.size()];
        for (int i = 0; i < table.size(); i++) {
            table.set(point, i);
            Configuration configuration = configuration(point);
            Optional<Boolean> expected = holds(condition, configuration);
            for (int each = 0; each < TABLES.length && expected.isPresent(); each++) {
                assertThat(checks.get(each).allows(point))
                        .as("%s with tables of %d for %s", condition, TABLES[each], configuration)
                        .isEqualTo(expected.get());
            }
        }
    }

    private static Configuration configuration(int[] point) {
        Configuration configuration = Configuration.none();
        for (int i = 0; i < point.length; i++) {
            Tunable tunable = TUNABLES.get(i);
            configuration = configuration.with(tunable.name(), tunable.values().get(point[i]));
        }
        return configuration;
    }

    private static Optional<Boolean> holds(Condition condition, Configuration configuration) {
        try {
            return Optional.of(condition.holds(SIZES, configuration));
        } catch (UncomputableException e) {
            return Optional.of(false);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** These take no detour over boxed numbers, whatever the size of tables. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MWG % (MDIMC * VWM) == 0",
                "KWG % ((MDIMC * NDIMC)/MDIMA) == 0",
                "not (MWG == 128 and MDIMC == 8)",
                "32 <= MWG * MDIMC <= 1024",
                "VWM == 0 or MWG // VWM > 2"
            })
    void hasCodeForWhatConditionsMostlyAre(String text) {
        List<Tunable> tunables = new ArrayList<>();
        for (String name : List.of("MWG", "MDIMC", "VWM", "KWG", "NDIMC", "MDIMA")) {
            tunables.add(new Tunable(name, List.of("8", "16", "32")));
        }
        Choices choices = new Choices(tunables, Map.of());
        assertThat(PythonExpression.parse(text).compiled(choices, 0).interpreted())
                .isFalse();
    }

    @Test
    void knowsWhichTunablesACheckDependsOn() {
        Choices choices = new Choices(TUNABLES, SIZES);
        Check check = PythonExpression.parse("[i for i in range(b) if i > one] != [] and w == 'rows' and big > 1")
                .compiled(choices, 4096);
        assertThat(check.variables()).containsExactly(1, 5);
        assertThat(check.dependsOn(1)).isTrue();
        assertThat(check.dependsOn(7)).as("it has one value").isFalse();
    }
}
