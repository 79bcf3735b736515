package dev.tilewright.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.SourceTokens.Comment;
import dev.tilewright.kernel.SourceTokens.Kind;
import dev.tilewright.kernel.SourceTokens.Token;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTokensTest {

    private static List<String> words(String source, Language language) {
        return SourceTokens.of(source, language).tokens().stream()
                .map(Token::text)
                .toList();
    }

    private static List<String> c(String source) {
        return words(source, Language.OPENCL);
    }

    private static List<String> java(String source) {
        return words(source, Language.JAVA);
    }

    @Test
    void aSourceIsSplitLongestMatchFirst() {
        assertThat(c("x+++y; a<<=1.5e-3f; p->q ... #"))
                .containsExactly("x", "++", "+", "y", ";", "a", "<<=", "1.5e-3f", ";", "p", "->", "q", "...", "#");
        assertThat(c("0x1p-3 .5 1..2")).containsExactly("0x1p-3", ".5", "1..2");
    }

    @Test
    void aTokenKnowsWhereItStands() {
        List<Token> tokens = SourceTokens.of("int x;\n// note\n #define F y", Language.OPENCL)
                .tokens();
        assertThat(tokens.get(1)).isEqualTo(new Token(Kind.WORD, "x", 4, 5, 1, true, false, false));
        assertThat(tokens.get(3)).isEqualTo(new Token(Kind.PUNCTUATION, "#", 16, 17, 3, true, true, true));
        assertThat(tokens.getLast()).isEqualTo(new Token(Kind.WORD, "y", 26, 27, 3, true, true, false));
    }

    @Test
    void aLineThatIsJoinedWithTheNextIsOneEverywhere() {
        assertThat(c("in\\\nt x; // a \\\n b\\\r\nc\ny")).containsExactly("int", "x", ";", "y");
        assertThat(SourceTokens.of("\\\n\\\nx", Language.OPENCL)
                        .tokens()
                        .getFirst()
                        .line())
                .isEqualTo(3);
    }

    @Test
    void aBareCarriageReturnEndsALineComment() {
        assertThat(c("// a\rb")).containsExactly("b");
        assertThat(java("// a\rb")).containsExactly("b");
    }

    @Test
    void unicodeEscapesOfJavaAreTranslatedBeforeComments() {
        assertThat(java("// a comment \\u000a code();")).containsExactly("code", "(", ")", ";");
        assertThat(java("\\u002f\\u002a x \\uuu002a/ y")).containsExactly("y");
        assertThat(java("s = \"\\\\u0022; // still in it\";"))
                .containsExactly("s", "=", "\"\\\\u0022; // still in it\"", ";");
        assertThat(java("s = \"\\u0022; f()")).containsExactly("s", "=", "\"\"", ";", "f", "(", ")");
        assertThat(c("// a comment \\u000a code();")).isEmpty();
    }

    @Test
    void textBlocksAreLiterals() {
        assertThat(java("a = \"\"\"\n // \\\"\"\" \"x\" \n\"\"\" + b"))
                .containsExactly("a", "=", "\"\"\"\n // \\\"\"\" \"x\" \n\"\"\"", "+", "b");
    }

    @Test
    void commentsAreTakenOutAndEverythingElseStaysWhereItWas() {
        String source = "a /* x\n y */ b // z\nc";
        SourceTokens split = SourceTokens.of(source, Language.CUDA);
        assertThat(split.withoutComments()).isEqualTo("a     \n      b     \nc");
        assertThat(split.comments()).containsExactly(new Comment(" x\n y ", 2, 12, 1), new Comment(" z", 15, 19, 2));
    }

    @Test
    void whatLooksLikeACommentInALiteralIsNone() {
        assertThat(c("f(\"// x\", '\"', \"/* \\\" */\") g")).contains("\"// x\"", "'\"'", "\"/* \\\" */\"", "g");
        assertThat(c("L\"x\" L \"x\"")).containsExactly("L\"x\"", "L", "\"x\"");
    }

    @Test
    void theNameOfAnIncludedFileIsOneToken() {
        assertThat(SourceTokens.of("#include <a  b//c>\n# include \"d\\\"\nx < y", Language.OPENCL)
                        .tokens())
                .filteredOn(token -> token.kind() == Kind.HEADER)
                .extracting(Token::text)
                .containsExactly("<a  b//c>", "\"d\\\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a ??/\nb",
                "// a \\ \nb",
                "'",
                "\"x\ny\"",
                "/* x",
                "R\"(// )\"",
                "1'0",
                "#if 0\n don't // x\n#endif"
            })
    void whereCompilersDisagreeItSaysSo(String source) {
        assertThat(SourceTokens.of(source, Language.CUDA).doubt()).isPresent();
    }

    @Test
    void thereIsNoDoubtAboutWhatIsUsual() {
        assertThat(SourceTokens.of("#define F(x) \\\n ((x) + 'a') // note\nint y = F(\"b\\\\\");", Language.OPENCL)
                        .doubt())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aSourceOfAnyLengthIsReadAtOnce(Language language) {
        int many = 1_000_000;
        for (String source : List.of(
                "// " + "x".repeat(many) + "\ny",
                "/* " + "* /".repeat(many) + " */ y",
                "\"" + "\\n".repeat(many) + "\" y",
                "(".repeat(many) + " y",
                "\\\n".repeat(many) + " y",
                "//\\\n".repeat(many) + "\ny")) {
            assertThat(SourceTokens.of(source, language).tokens().getLast().text())
                    .isEqualTo("y");
        }
    }

    /** Every character of the source is in a token, in a comment, or space. */
    @ParameterizedTest
    @EnumSource(Language.class)
    void nothingIsLostWhateverTheSource(Language language) {
        Random random = new Random(1);
        String alphabet = "ab1.\"'/*\\\n\r\t #<>-+=?u0R(;";
        for (int round = 0; round < 3000; round++) {
            StringBuilder source = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                source.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            SourceTokens split = SourceTokens.of(source.toString(), language);
            StringBuilder left = new StringBuilder(split.withoutComments());
            for (Token token : split.tokens()) {
                assertThat(token.start()).isLessThan(token.end());
                for (int i = token.start(); i < token.end(); i++) {
                    left.setCharAt(i, ' ');
                }
            }
            assertThat(left.toString().replace("\\", "")).as(source.toString()).isBlank();
        }
    }
}
