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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The YAML of a task file, checked against the JSON schema, which knows the line of each of its parts. */
final class TaskDocument {

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

    private final LocatedYaml yaml;
    private final TaskFile content;

    private TaskDocument(LocatedYaml yaml, TaskFile content) {
        this.yaml = yaml;
        this.content = content;
    }

    static TaskDocument read(Path file) {
        LocatedYaml yaml = LocatedYaml.read(file, "a task file is a mapping, name: …, sizes: …, and so on");
        validate(yaml);
        return new TaskDocument(yaml, yaml.as(TaskFile.class));
    }

    private static void validate(LocatedYaml yaml) {
        List<Error> errors = new ArrayList<>(SchemaHolder.SCHEMA.validate(yaml.tree()));
        // An unknown property is most often the cause of a missing one, so it is named first.
        errors.sort(Comparator.comparing((Error error) -> !error.getKeyword().equals("additionalProperties")));
        if (!errors.isEmpty()) {
            Error first = errors.getFirst();
            String pointer = first.getInstanceLocation().toString();
            boolean unknown = first.getKeyword().equals("additionalProperties");
            throw new TaskException("%s: %s%s"
                    .formatted(
                            yaml.place(unknown ? pointer + "/" + first.getProperty() : pointer),
                            pointer.isEmpty() ? "" : LocatedYaml.path(pointer) + ": ",
                            SchemaMessage.of(first, SchemaHolder.SCHEMA.getSchemaNode())));
        }
    }

    TaskFile content() {
        return content;
    }

    /** Returns the error to throw for a mistake at {@code pointer}, a JSON pointer into the document. */
    TaskException error(String pointer, String problem) {
        return yaml.error(pointer, problem);
    }

    /** Returns what the message of a mistake at {@code pointer} begins with: the file, the line and the path. */
    String where(String pointer) {
        return yaml.where(pointer);
    }
}
