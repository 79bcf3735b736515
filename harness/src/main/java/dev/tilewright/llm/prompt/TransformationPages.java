package dev.tilewright.llm.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What the pages of {@code docs/transformations/} say of each transformation: models are told of them in the words that people are. */
final class TransformationPages {

    private static final Pattern TITLE = Pattern.compile("\\A# .*\n");
    private static final Pattern CODE = Pattern.compile("^```.*?^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
    private static final int LONGEST = 1500;
    private static final Map<String, String> PROSE = new ConcurrentHashMap<>();

    private TransformationPages() {}

    /** Returns the prose on a transformation, without title, examples and links; its name alone if there is no page. */
    private static String prose(String name) {
        return PROSE.computeIfAbsent(name, TransformationPages::read);
    }

    private static String read(String name) {
        try (InputStream page =
                TransformationPages.class.getResourceAsStream("/docs/transformations/" + name + ".md")) {
            if (page == null) {
                return name;
            }
            String text = new String(page.readAllBytes(), StandardCharsets.UTF_8);
            String prose = CODE.matcher(TITLE.matcher(text).replaceFirst("")).replaceAll("");
            return LINK.matcher(prose).replaceAll("$1").strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the prose on a transformation, without its examples; its name alone if there is no page. */
    static String page(String name) {
        String page = prose(name);
        int end = page.lastIndexOf("\n\n", LONGEST);
        return page.length() <= LONGEST || end < 0 ? page : page.substring(0, end);
    }

    /** Returns the first paragraph on a transformation: how it is written and what it does. */
    static String summary(String name) {
        String page = prose(name);
        int end = page.indexOf("\n\n");
        return (end < 0 ? page : page.substring(0, end)).replaceAll("\\s+", " ");
    }
}
