package dev.tilewright.tensor;

import static dev.tilewright.tensor.Computations.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tensor language means, and what it says to mistakes. */
class TensorParserTest {

    private static Computation product(String text) {
        return parse(text, "M N K", "A[M,K]", "B[K,N]", "C[M,N]");
    }

    private static Affine name(String name) {
        return Affine.name(name);
    }

    @Test
    void aMatrixProductIsOneStatementWithTheRangesOfItsTensors() {
        Computation product = product("C[i, j] = sum(k, A[i, k] * B[k, j])");

        Statement statement = product.statements().getFirst();
        assertThat(statement.target()).isEqualTo(new Access("C", List.of(name("i"), name("j"))));
        assertThat(statement.value())
                .isEqualTo(new Reduction(
                        Reducer.SUM,
                        List.of("k"),
                        new Binary(
                                Operator.MULTIPLY,
                                new Access("A", List.of(name("i"), name("k"))),
                                new Access("B", List.of(name("k"), name("j"))))));
        assertThat(statement.extents().toString()).isEqualTo("{i=M, j=N, k=K}");
        assertThat(product.shapes().sequencedKeySet()).containsExactly("A", "B", "C");
    }

    @Test
    void anIntermediateHasTheShapeOfItsIndices() {
        Computation computation = product("T[k, i] = A[i, k]; U[0] = sum(k, i, T[k, i])\nC[i, j] = A[i, 0] * U[0]");

        assertThat(computation.shapes().get("T")).containsExactly(name("K"), name("M"));
        assertThat(computation.shapes().get("U")).containsExactly(Affine.constant(1));
        assertThat(computation.intermediates()).containsExactly("T", "U");
    }

    @Test
    void aFreeIndexMayStandAloneInALargerDimension() {
        Computation stencil = parse("B[y] = A[y] + A[y + 2]", "H", "A[H + 2]", "B[H]");

        assertThat(stencil.statements().getFirst().extents().get("y")).isEqualTo(name("H"));
    }

    @Test
    void aLongStatementMayBeBrokenInBracketsAndAfterOperators() {
        Computation broken = product("""
                # the product
                C[i, j] =
                  sum(k,   # over the inner dimension
                    A[i, k]
                    * B[k, j])
                """);

        assertThat(broken).isEqualTo(product("C[i, j] = sum(k, A[i, k] * B[k, j])"));
    }

    @Test
    void maxOfTwoValuesIsTheFunctionAndMaxOverANewNameTheReduction() {
        assertThat(product("C[i, j] = max(i, j)").statements().getFirst().value())
                .isInstanceOf(Call.class);
        assertThat(product("C[i, j] = max(k, A[i, k])").statements().getFirst().value())
                .isInstanceOf(Reduction.class);
    }

    @Test
    void arithmeticOnIndicesStaysWhole() {
        Select select = (Select) product("C[i, j] = select(2 * i + 1 < M && (j != 0 || !(i > j)), 1, -2)")
                .statements()
                .getFirst()
                .value();

        assertThat(select.condition().toString()).contains("value=2 * i + 1");
        Expression.Condition.And and = (Expression.Condition.And) select.condition();
        assertThat(((Comparison) and.left()).right()).isEqualTo(new IndexValue(name("M"), false));
        assertThat(select.whenFalse()).isEqualTo(new Expression.Constant(-2));
    }

    @Test
    void precedenceAndAssociativityAreThoseOfArithmetic() {
        assertThat(product("C[i, j] = A[i, 0] - 2.5 - A[i, 1] * 3.5 / 2"))
                .isEqualTo(product("C[i, j] = (A[i, 0] - 2.5) - ((A[i, 1] * 3.5) / 2)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            H + 2               | H + 2
            2 * H - 1           | 2 * H - 1
            2 * (H - W) + 3 * W | 2 * H + W
            7                   | 7
            """)
    void aShapeIsAffine(String text, String form) {
        assertThat(TensorParser.affine(text, List.of("H", "W"))).hasToString(form);
    }

    @Test
    void aMistakeIsShownWhereItIs() {
        assertThatThrownBy(() -> product("C[i, j] = sum(k, A[i, k] * B[k])")).hasMessage("""
                line 1, column 28: B takes 2 indices, not 1
                  C[i, j] = sum(k, A[i, k] * B[k])
                                             ^
                  expected 2 indices, as the shape of B is [K, N]""");
    }

    @Test
    void aMistakeInALaterLineIsShownInThatLine() {
        assertThatThrownBy(() -> product("T[i] = sum(k, A[i, k])\n\tC[i, j] = T[i] +* 2\n"))
                .hasMessage("""
                line 2, column 18: unexpected '*'
                  \tC[i, j] = T[i] +* 2
                  \t                ^
                  expected a number, a tensor, an index, a size, a function or '('""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            C[i, j] = A[i, 0                         | 17 | unexpected the end
            C[i, j] = A[i, k] * 2                    | 16 | unknown name k
            C[i, j] = D[i, j]                        | 11 | unknown tensor D
            C[i, j] = A                              | 11 | the tensor A stands without indices
            C[i, j] = A(i, j)                        | 11 | the indices of A stand in square brackets
            C[i, j] = foo(i)                         | 11 | unknown function foo
            C[i, j] = exp(i, j)                      | 11 | exp takes 1 value, not 2
            C[i, j] = sum(A[i, 0])                   | 15 | sum names no index to run over
            C[i, j] = sum(k, A[i, k]) * k            | 29 | the index k is used outside its reduction
            C[i, j] = sum(k, A[i, 0])                | 15 | nothing says how far k runs
            C[i, j] = sum(k, A[i, k] * A[k, 0])      | 30 | k ranges over M here, but over K in dimension 1 of A
            C[i, j] = sum(k, A[i, k] * B[j, k])      | 30 | j ranges over K here, but over N in dimension 1 of C
            C[i, j] = sum(i, A[i, 0])                | 15 | i is already an index here
            C[i, j] = sum(k, sum(k, A[i, k]))        | 22 | k is already an index here
            C[i, j] = sum(M, A[M, 0])                | 15 | M is a size
            C[i, i] = A[i, 0]                        | 6  | i is already an index here
            C[i] = A[i, 0]                           | 1  | C takes 2 indices, not 1
            C[i, j + 1] = 0                          | 8  | a target is indexed by bare indices only
            C[i, 0] = 0                              | 6  | this would assign only the first of N elements
            C[i, 1] = 0                              | 6  | a target cannot be indexed by '1'
            A[i, k] = 0                              | 1  | A is an input and cannot be assigned
            M[i] = 0                                 | 1  | M is a size and cannot be assigned
            C[i, j] = C[i, j] + 1                    | 11 | C is read before it is assigned
            C[i, j] = 0; C[i, j] = 1                 | 14 | C is assigned twice
            T[i] = A[i, 0]                           | 15 | the output C is never assigned
            C[i, j] = A[i * j, 0]                    | 15 | i times j is not affine
            C[i, j] = A[i / 2, 0]                    | 15 | an index cannot be divided
            C[i, j] = A[A[i, 0], 0]                  | 13 | an index cannot be computed from A
            C[i, j] = A[1.5, 0]                      | 13 | 1.5 is not a whole number
            C[i, j] = select(i, 1, 2)                | 19 | unexpected ','
            C[i, j] = 1 2                            | 13 | unexpected '2'
            C[i, j] = $                              | 11 | '$' has no meaning here
            C = 1                                    | 3  | unexpected '='
            = 1                                      | 1  | unexpected '='
            """)
    void aMistakeHasItsPlaceAndItsName(String text, int column, String problem) {
        assertThatThrownBy(() -> product(text)).isInstanceOfSatisfying(TensorSyntaxException.class, e -> {
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e.line()).isEqualTo(1);
            assertThat(e.column()).isEqualTo(column);
            assertThat(e.expected()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"H +", "H * W", "Q", "H 2", "", "2.5"})
    void aShapeThatIsNotAffineIsRefused(String text) {
        assertThatThrownBy(() -> TensorParser.affine(text, List.of("H", "W")))
                .isInstanceOf(TensorSyntaxException.class);
    }
}
