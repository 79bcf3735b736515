package dev.tilewright.task;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The YAML of a task file, checked against the JSON schema, which knows the line on which every part of it stands. */
final class TaskDocument {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Read on first use: a command that reads no task file does not pay for it. */
    private static final class SchemaHolder {

        static final Schema SCHEMA = load();

        private static Schema load() {
            SchemaRegistryConfig english =
                    SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build();
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(english));
            try (InputStream resource = TaskDocument.class.getResourceAsStream("task.schema.json")) {
                return registry.getSchema(Objects.requireNonNull(resource, "task.schema.json"), InputFormat.JSON);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Path file;
    private final Map<String, Integer> lines;
    private final TaskFile content;

    private TaskDocument(Path file, Map<String, Integer> lines, TaskFile content) {
        this.file = file;
        this.lines = lines;
        this.content = content;
    }

    static TaskDocument read(Path file) {
        String text = text(file);
        try {
            Map<String, Integer> lines = lines(text);
            JsonNode tree = YAML.readTree(text);
            if (!tree.isObject()) {
                throw new TaskException("%s: a task file is a mapping, name: …, sizes: …, and so on".formatted(file));
            }
            validate(file, tree, lines);
            return new TaskDocument(file, lines, YAML.treeToValue(tree, TaskFile.class));
        } catch (JacksonException e) {
            String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new TaskException("%s%s: this is not YAML: %s".formatted(file, where, e.getOriginalMessage()), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new TaskException("%s: there is no such file".formatted(file), e);
        } catch (CharacterCodingException e) {
            throw new TaskException("%s: this is not text in UTF-8".formatted(file), e);
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

    private static void validate(Path file, JsonNode tree, Map<String, Integer> lines) {
        List<Error> errors = new ArrayList<>(SchemaHolder.SCHEMA.validate(tree));
        // An unknown property is most often the cause of a missing one, so it is named first.
        errors.sort(Comparator.comparing((Error error) -> !error.getKeyword().equals("additionalProperties")));
        if (!errors.isEmpty()) {
            Error first = errors.getFirst();
            String pointer = first.getInstanceLocation().toString();
            boolean unknown = first.getKeyword().equals("additionalProperties");
            throw new TaskException("%s: %s%s"
                    .formatted(
                            where(file, lines, unknown ? pointer + "/" + first.getProperty() : pointer),
                            pointer.isEmpty() ? "" : path(pointer) + ": ",
                            SchemaMessage.of(first, SchemaHolder.SCHEMA.getSchemaNode())));
        }
    }

    TaskFile content() {
        return content;
    }

    /** Returns the error to throw for a mistake at {@code pointer}, a JSON pointer into the document. */
    TaskException error(String pointer, String problem) {
        return new TaskException(where(pointer) + ": " + problem);
    }

    /** Returns what the message of a mistake at {@code pointer} begins with: the file, the line and the path. */
    String where(String pointer) {
        return where(file, lines, pointer) + (pointer.isEmpty() ? "" : ": " + path(pointer));
    }

    private static String path(String pointer) {
        return pointer.substring(1).replace('/', '.');
    }

    private static String where(Path file, Map<String, Integer> lines, String pointer) {
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
}
