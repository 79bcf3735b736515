package dev.tilewright.task;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A YAML file that a person wrote: a mapping, which knows the line of each of its parts. */
public final class LocatedYaml {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private final JsonNode tree;
    private final Map<String, Integer> lines;

    private LocatedYaml(Path file, JsonNode tree, Map<String, Integer> lines) {
        this.file = file;
        this.tree = tree;
        this.lines = lines;
    }

    /**
     * Reads a file.
     *
     * @param expected what such a file is, for the message if it is something else
     * @throws TaskException if it cannot be read, is not YAML, or is no mapping
     */
    public static LocatedYaml read(Path file, String expected) {
        String text = text(file);
        try {
            Map<String, Integer> lines = lines(text);
            JsonNode tree = YAML.readTree(text);
            if (!tree.isObject()) {
                throw new TaskException("%s: %s".formatted(file, expected));
            }
            return new LocatedYaml(file, tree, lines);
        } catch (JacksonException e) {
            String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new TaskException("%s%s: this is not YAML: %s".formatted(file, where, e.getOriginalMessage()), e);
        }
    }

    private static String text(Path file) {
        try {
            return TextFile.read(file);
        } catch (NoSuchFileException e) {
            throw new TaskException("%s: there is no such file".formatted(file), e);
        } catch (TextFile.NoTextException e) {
            throw new TaskException("%s: %s".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw new TaskException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Returns the line of every part of the document, by its JSON pointer. */
    private static Map<String, Integer> lines(String text) {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = YAML.createParser(text)) {
            while (parser.nextToken() != null) {
                lines.putIfAbsent(
                        parser.streamReadContext().pathAsPointer().toString(),
                        parser.currentTokenLocation().getLineNr());
            }
        }
        return lines;
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /** Returns the whole document. */
    public JsonNode tree() {
        return tree;
    }

    <T> T as(Class<T> type) {
        try {
            return YAML.treeToValue(tree, type);
        } catch (JacksonException e) {
            throw new TaskException("%s: this is not YAML: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }

    /**
     * Checks that every key of a mapping is known.
     *
     * @param pointer where the mapping is, as a JSON pointer
     * @throws TaskException if one is not, with its line and the name that may have been meant
     */
    public void requireKeys(String pointer, JsonNode mapping, Collection<String> known) {
        for (String key : mapping.propertyNames()) {
            if (!known.contains(key)) {
                throw new TaskException("%s: %s'%s' means nothing here%s; expected one of %s"
                        .formatted(
                                place(pointer + "/" + key),
                                pointer.isEmpty() ? "" : path(pointer) + ": ",
                                key,
                                Suggestion.forName(key, known),
                                String.join(", ", known)));
            }
        }
    }

    /** Returns the error to throw for a mistake at {@code pointer}, a JSON pointer into the document. */
    public TaskException error(String pointer, String problem) {
        return new TaskException(where(pointer) + ": " + problem);
    }

    /** Returns what the message of a mistake at {@code pointer} begins with: the file, the line and the path. */
    String where(String pointer) {
        return place(pointer) + (pointer.isEmpty() ? "" : ": " + path(pointer));
    }

    /** Returns the file and the line of {@code pointer}, or of the nearest part around it that has one. */
    String place(String pointer) {
        String at = pointer;
        while (!at.isEmpty()) {
            Integer line = lines.get(at);
            if (line != null) {
                return file + ":" + line;
            }
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return file.toString();
    }

    static String path(String pointer) {
        return pointer.substring(1).replace('/', '.');
    }
}
