package dev.tilewright.llm.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes an answer apart, whatever prose is around what was asked for. A model may answer in another form than it was asked to: what is
 * there counts.
 */
final class AnswerReader {

    /** No kernel is as long; what is longer is a model that repeats itself. */
    static final int LONGEST = 200_000;

    /** So many places where an object of JSON may begin are tried. */
    private static final int MOST_OBJECTS = 200;

    private static final Pattern KERNEL = Pattern.compile("tilewright:launch|__kernel|\\bkernel\\s+void|__global__");
    private static final JsonMapper JSON = JsonMapper.shared();

    private AnswerReader() {}

    /**
     * Reads an answer.
     *
     * @param text what the model said
     * @param truncated whether it was cut off
     * @param form what it was asked for, which is looked for first
     * @throws RejectedException if nothing that can be used is in it
     */
    static Answer read(String text, boolean truncated, Form form) throws RejectedException {
        if (text.length() > LONGEST) {
            throw new RejectedException(
                    "the answer has %d characters; no more than %d are read".formatted(text.length(), LONGEST));
        }
        String answer = Reasoning.removed(text);
        if (answer.isBlank() && !text.isBlank()) {
            throw new RejectedException("the answer ends within its reasoning%s; expected an answer behind it"
                    .formatted(truncated ? ", cut off at the most tokens that it may have" : ""));
        }
        List<String> lines = answer.lines().toList();
        Optional<Answer> steps = steps(answer, lines);
        if (form == Form.SCHEDULE && steps.isPresent()) {
            return steps.get();
        }
        List<Answer.Block> blocks = BlockReader.read(lines, truncated);
        if (!blocks.isEmpty()) {
            return new Answer.Edit(blocks);
        }
        Optional<String> source = source(answer, lines, truncated);
        if (source.isPresent()) {
            return new Answer.Rewrite(source.get());
        }
        return steps.orElseThrow(() -> new RejectedException(
                truncated
                        ? "the answer was cut off at the most tokens that it may have, before anything that can be used"
                        : "the answer holds no SEARCH/REPLACE block, no fenced source and no schedule"));
    }

    /** Returns the longest fenced text that looks like a kernel; without fences, the whole answer if it does. */
    private static Optional<String> source(String text, List<String> lines, boolean truncated)
            throws RejectedException {
        FencedBlocks fenced = FencedBlocks.in(lines);
        if (fenced.open().filter(code -> KERNEL.matcher(code).find()).isPresent()) {
            throw new RejectedException("the source is not closed by ```: the answer %s"
                    .formatted(truncated ? "was cut off at the most tokens that it may have" : "ends within it"));
        }
        if (fenced.closed().isEmpty() && KERNEL.matcher(text).find() && text.contains("{")) {
            return Optional.of(text.strip() + "\n");
        }
        return fenced.closed().stream()
                .filter(code -> KERNEL.matcher(code).find() || code.contains("static void"))
                .max(Comparator.comparingInt(String::length));
    }

    private static Optional<Answer> steps(String text, List<String> lines) {
        Optional<JsonNode> json = object(text, "steps");
        if (json.isPresent()) {
            List<String> steps = new ArrayList<>();
            for (JsonNode step : json.get().path("steps")) {
                steps.add(step.isString() ? step.asString() : written(step));
            }
            return Optional.of(new Answer.Steps(steps));
        }
        List<String> steps = new ArrayList<>();
        lines.forEach(line -> StepLine.in(line).ifPresent(steps::add));
        return steps.isEmpty() ? Optional.empty() : Optional.of(new Answer.Steps(steps));
    }

    private static String written(JsonNode step) {
        List<String> arguments = new ArrayList<>();
        step.path("arguments").forEach(argument -> arguments.add(argument.asString("")));
        return "%s: %s(%s)"
                .formatted(
                        step.path("nest").asString(""),
                        step.path("transformation").asString(""),
                        String.join(", ", arguments));
    }

    /** Finds the first JSON object in a text that has a member of some name. */
    static Optional<JsonNode> object(String text, String member) {
        int tried = 0;
        for (int start = text.indexOf('{');
                start >= 0 && tried < MOST_OBJECTS;
                start = text.indexOf('{', start + 1), tried++) {
            int named = text.indexOf('"' + member + '"', start);
            if (named < 0) {
                return Optional.empty();
            }
            Optional<JsonNode> object = objectAt(text, start);
            if (object.isPresent() && object.get().has(member)) {
                return object;
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> objectAt(String text, int start) {
        int depth = 0;
        boolean quoted = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                try {
                    return Optional.of(JSON.readTree(text.substring(start, i + 1)));
                } catch (JacksonException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
