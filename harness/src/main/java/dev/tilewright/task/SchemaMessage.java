package dev.tilewright.task;

import com.networknt.schema.Error;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Says in one line what the JSON schema has against a part of a task file. */
final class SchemaMessage {

    private SchemaMessage() {}

    /**
     * Describes what is wrong.
     *
     * @param schema the whole schema, to look up what would have been right
     */
    static String of(Error error, JsonNode schema) {
        return switch (error.getKeyword()) {
            case "additionalProperties" -> unknownProperty(error, schema);
            case "required" -> "'%s' is missing".formatted(error.getProperty());
            case "enum" ->
                "%s is not known; expected one of %s".formatted(error.getInstanceNode(), error.getSchemaNode());
            // Names that are not allowed may have characters that do something to a terminal.
            default -> error.getMessage().replaceAll("\\p{Cntrl}", "�");
        };
    }

    private static String unknownProperty(Error error, JsonNode schema) {
        String pointer = String.valueOf(error.getSchemaLocation().getFragment());
        String owner = pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
        List<String> allowed = List.copyOf(schema.at(owner + "/properties").propertyNames());
        return "'%s' means nothing here%s; expected one of %s"
                .formatted(
                        error.getProperty(),
                        Suggestion.forName(String.valueOf(error.getProperty()), allowed),
                        String.join(", ", allowed));
    }
}
