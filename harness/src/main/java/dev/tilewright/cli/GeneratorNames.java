package dev.tilewright.cli;

import dev.tilewright.app.Tune;
import dev.tilewright.app.TuneRequest;
import dev.tilewright.app.UseCaseException;
import java.util.Arrays;
import java.util.List;

/** Reads which generators make children, as the command line names them: {@code transform,tune}. */
final class GeneratorNames {

    private GeneratorNames() {}

    static List<String> parse(String text) {
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (names.contains("")) {
            throw UseCaseException.request(
                    "--generators \"%s\" has an empty name; expected names with one comma between them, such as %s; there are %s"
                            .formatted(
                                    text,
                                    String.join(",", TuneRequest.DEFAULT_GENERATORS),
                                    String.join(", ", Tune.generators())));
        }
        return names;
    }
}
