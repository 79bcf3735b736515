package dev.tilewright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between documents lead somewhere. */
class LinksTest {

    private static final Pattern CODE =
            Pattern.compile("^```.*?^```$|^    .*?$|`[^`\n]*`", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern FENCE = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);

    /** Returns the anchors of a page as GitHub makes them of its headings. */
    private static Set<String> anchors(Path page) {
        Set<String> anchors = new HashSet<>();
        Matcher heading = HEADING.matcher(FENCE.matcher(Documents.read(page)).replaceAll(""));
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }

    /** Returns the links of a text that lead nowhere. */
    private static List<String> broken(Path page, String text) {
        List<String> broken = new ArrayList<>();
        Matcher link = LINK.matcher(CODE.matcher(text).replaceAll("code"));
        while (link.find()) {
            String target = link.group(1);
            if (target.matches("[a-z]+:.*")) {
                continue;
            }
            int hash = target.indexOf('#');
            String file = hash < 0 ? target : target.substring(0, hash);
            Path destination = file.isEmpty() ? page : page.resolveSibling(file).normalize();
            boolean found = Files.exists(destination)
                    && (hash < 0 || anchors(destination).contains(target.substring(hash + 1)));
            if (!found) {
                broken.add("%s: %s".formatted(Documents.ROOT.relativize(page), target));
            }
        }
        return broken;
    }

    @Test
    void everyRelativeLinkAndAnchorExists() {
        List<Path> pages = Documents.all();
        assertThat(pages).hasSizeGreaterThan(40);
        assertThat(pages.stream().flatMap(page -> broken(page, Documents.read(page)).stream()))
                .isEmpty();
    }

    @Test
    void aLinkToAMissingPageOrHeadingIsFound() {
        Path page = Documents.ROOT.resolve("docs/README.md");
        assertThat(
                        broken(
                                page,
                                "[a](missing.md) [b](tasks.md#missing) [c](tasks.md#kernels-of-your-own) [d](https://example.com) `[e](x.md)`"))
                .containsExactly("docs/README.md: missing.md", "docs/README.md: tasks.md#missing");
    }

    @Test
    void theIndexLeadsToEveryPageOfItsFolder() {
        Path index = Documents.ROOT.resolve("docs/README.md");
        String text = Documents.read(index);
        assertThat(Documents.all().stream()
                        .filter(page -> index.getParent().equals(page.getParent()) && !page.equals(index)))
                .allSatisfy(page -> assertThat(text).contains("(" + page.getFileName() + ")"));
    }
}
