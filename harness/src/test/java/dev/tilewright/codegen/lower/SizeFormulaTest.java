package dev.tilewright.codegen.lower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.space.Configuration;
import dev.tilewright.space.Formula;
import dev.tilewright.tensor.Affine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SizeFormulaTest {

    private static final SizeFormula M = SizeFormula.of(Affine.name("M"));
    private static final SizeFormula N = SizeFormula.of(Affine.name("N"));
    private static final SizeFormula N_PLUS_2 = SizeFormula.of(Affine.name("N").plus(Affine.constant(2)));
    private static final Map<String, Long> SIZES = Map.of("M", 7L, "N", 100L);

    @Test
    void computesWhatItsTextSays() {
        List<SizeFormula> formulas = List.of(
                M,
                N_PLUS_2,
                SizeFormula.quotient(N_PLUS_2, 4),
                SizeFormula.quotientRoundedUp(N_PLUS_2, 4),
                SizeFormula.remainder(N_PLUS_2, 4),
                SizeFormula.product(SizeFormula.quotientRoundedUp(N, 32), SizeFormula.of(8)),
                SizeFormula.product(SizeFormula.of(8), SizeFormula.quotientRoundedUp(N, 32)),
                SizeFormula.product(SizeFormula.quotient(N, 32), SizeFormula.quotient(M, 2)),
                SizeFormula.product(N_PLUS_2, SizeFormula.of(-3)),
                SizeFormula.sum(SizeFormula.product(N, M), SizeFormula.of(-5)),
                SizeFormula.product(SizeFormula.sum(SizeFormula.quotient(N, 3), M), SizeFormula.of(2)),
                SizeFormula.remainder(SizeFormula.quotient(N, 3), 5));
        assertThat(formulas)
                .extracting(SizeFormula::toString)
                .containsExactly(
                        "M",
                        "N + 2",
                        "(N + 2) / 4",
                        "(N + 5) / 4",
                        "(N + 2) % 4",
                        "(N + 31) / 32 * 8",
                        "8 * ((N + 31) / 32)",
                        "N / 32 * (M / 2)",
                        "(N + 2) * (-3)",
                        "N * M + -5",
                        "(N / 3 + M) * 2",
                        "N / 3 % 5");
        assertThat(formulas)
                .extracting(formula -> formula.evaluate(SIZES))
                .containsExactly(7L, 102L, 25L, 26L, 2L, 32L, 32L, 9L, -306L, 695L, 80L, 3L);
        assertThat(formulas)
                .allSatisfy(
                        formula -> assertThat(Formula.parse(formula.toString()).compute(SIZES, Configuration.none()))
                                .isEqualTo(formula.evaluate(SIZES)));
    }

    @Test
    void foldsWhatIsTheSameForAllProblems() {
        SizeFormula eight = SizeFormula.of(8);
        assertThat(SizeFormula.quotientRoundedUp(eight, 3)).isEqualTo(SizeFormula.of(3));
        assertThat(SizeFormula.quotient(eight, 3)).isEqualTo(SizeFormula.of(2));
        assertThat(SizeFormula.remainder(eight, 3)).isEqualTo(SizeFormula.of(2));
        assertThat(SizeFormula.product(eight, eight)).isEqualTo(SizeFormula.of(64));
        assertThat(SizeFormula.sum(eight, N))
                .isEqualTo(SizeFormula.of(Affine.name("N").plus(Affine.constant(8))));
        assertThat(SizeFormula.product(SizeFormula.of(1), N)).isEqualTo(N);
        assertThat(SizeFormula.quotient(N, 1)).isEqualTo(N);
        assertThat(eight.constant()).isTrue();
        assertThat(N.constant()).isFalse();
    }

    @Test
    void putsFormulasInThePlacesOfNames() {
        Map<String, SizeFormula> parts = Map.of("P", SizeFormula.quotient(N, 16));
        Affine rest = Affine.name("N").minus(Affine.name("P").times(16));
        SizeFormula formula = SizeFormula.remainder(SizeFormula.of(rest), 4).with(parts);
        assertThat(formula).hasToString("(N + N / 16 * (-16)) % 4");
        assertThat(formula.evaluate(Map.of("N", 103L))).isEqualTo(3);
        assertThat(SizeFormula.of(Affine.name("P")).with(parts)).hasToString("N / 16");
        assertThat(N.with(parts)).isEqualTo(N);
    }

    @Test
    void aConditionHoldsOrItsOppositeDoes() {
        SizeCondition divides = SizeCondition.divides(N, 8);
        assertThat(divides).hasToString("N % 8 == 0");
        assertThat(divides.holds(Map.of("N", 96L))).isTrue();
        assertThat(divides.holds(SIZES)).isFalse();
        assertThat(divides.asFor(SIZES)).hasToString("N % 8 != 0");
        assertThat(divides.asFor(SIZES).holds(SIZES)).isTrue();
        SizeCondition atLeast = SizeCondition.atLeast(N_PLUS_2, SizeFormula.of(103));
        assertThat(atLeast).hasToString("(N + 2) >= 103");
        assertThat(atLeast.asFor(SIZES)).hasToString("(N + 2) < 103");
        assertThat(atLeast.holds(Map.of("N", 101L))).isTrue();
        assertThat(SizeCondition.is("M", SizeFormula.of(7)).holds(SIZES)).isTrue();
    }

    @Test
    void aMultipleOfANumberIsOneOfItsDivisors() {
        SizeCondition divides = SizeCondition.divides(N, 8);
        assertThat(divides.leavesNothingOver(N, 4)).isTrue();
        assertThat(divides.leavesNothingOver(N, 16)).isFalse();
        assertThat(divides.leavesNothingOver(M, 4)).isFalse();
        assertThat(divides.asFor(SIZES).leavesNothingOver(N, 4)).isFalse();
    }
}
