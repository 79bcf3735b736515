package dev.tilewright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each transformation has a page of one form, and the table of {@code docs/transformations/README.md} is made from the pages. */
class TransformationDocsTest {

    private static final Path FOLDER = Documents.ROOT.resolve("docs/transformations");
    private static final Path INDEX = FOLDER.resolve("README.md");
    private static final String WRITE = "tilewright.write-docs";
    private static final Pattern FORM =
            Pattern.compile("(?s)# (.*?)\n\n(.*?)\n\n\\*\\*Legal\\*\\* .*\n\n\\*\\*Pays\\*\\* .*"
                    + "\n\n\\*\\*Source\\.\\*\\* .*```.*");
    private static final Pattern TABLE = Pattern.compile(
            "(?s)(?<=<!-- This table is generated.{0,200}-->\n\n).*?(?=<!-- End of the generated table\\. -->)");

    static List<String> names() {
        return Transformations.kinds().stream().map(Transformation.Kind::name).toList();
    }

    /** Returns the first paragraph of a page, once it is known to have the form of one. */
    private static String opening(String name) {
        String text = Documents.read(FOLDER.resolve(name + ".md"));
        assertThat(text).as("the page of %s", name).matches(FORM);
        Matcher form = FORM.matcher(text);
        assertThat(form.matches()).isTrue();
        assertThat(form.group(1)).isEqualTo(name);
        return form.group(2).replaceAll("\\s+", " ");
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| transformation | does |\n|---|---|\n");
        for (String name : names()) {
            String sentence = opening(name).split("(?<=\\.) ", 2)[0].replaceAll("\\.$", "");
            table.append("| [%s](%s.md) | %s |\n".formatted(name, name, sentence));
        }
        return table.append('\n').toString();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPageBeginsWithTheStepAsItIsWritten(String name) {
        assertThat(opening(name)).matches("`\\w+: " + name + "\\(.*");
    }

    @Test
    void everyPageIsOfATransformation() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> !file.equals("README.md"))
                            .map(file -> file.replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(names());
        }
    }

    @Test
    void theTableOfTheIndexIsThatOfThePages() throws IOException {
        String index = Documents.read(INDEX);
        Matcher generated = TABLE.matcher(index);
        assertThat(generated.find()).isTrue();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(INDEX, generated.replaceFirst(Matcher.quoteReplacement(table())));
            return;
        }
        assertThat(generated.group())
                .as(
                        "docs/transformations/README.md; write it anew with ./mvnw test -Dtest=TransformationDocsTest -D%s=true",
                        WRITE)
                .isEqualTo(table());
    }
}
