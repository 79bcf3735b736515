package dev.tilewright.llm.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** What {@code docs/transformations.md} says of each transformation: the words in which people and models are told of them. */
final class TransformationPages {

    private static final Pattern CODE = Pattern.compile("^```.*?^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final int LONGEST = 1500;
    private static final Map<String, String> PAGES = read();

    private TransformationPages() {}

    private static Map<String, String> read() {
        try (InputStream resource = TransformationPages.class.getResourceAsStream("transformations.md")) {
            String text = new String(
                    Objects.requireNonNull(resource, "transformations.md").readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> pages = new LinkedHashMap<>();
            for (String section : text.split("(?m)^## ", -1)) {
                int end = section.indexOf('\n');
                if (end > 0) {
                    String prose =
                            CODE.matcher(section.substring(end)).replaceAll("").strip();
                    pages.put(section.substring(0, end).strip(), prose);
                }
            }
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the prose on a transformation, without its examples; its name alone where there is no page. */
    static String page(String name) {
        String page = PAGES.getOrDefault(name, name);
        int end = page.lastIndexOf("\n\n", LONGEST);
        return page.length() <= LONGEST || end < 0 ? page : page.substring(0, end);
    }

    /** Returns the first paragraph on a transformation: how it is written and what it does. */
    static String summary(String name) {
        String page = PAGES.getOrDefault(name, name);
        int end = page.indexOf("\n\n");
        return (end < 0 ? page : page.substring(0, end)).replaceAll("\\s+", " ");
    }
}
