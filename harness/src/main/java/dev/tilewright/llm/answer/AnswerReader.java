package dev.tilewright.llm.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    private static final Pattern SEARCH = Pattern.compile("^\\s*<{5,9} ?SEARCH\\s*$");
    private static final Pattern DIVIDER = Pattern.compile("^\\s*={5,9}\\s*$");
    private static final Pattern REPLACE = Pattern.compile("^\\s*>{5,9} ?REPLACE\\s*$");
    private static final Pattern FENCE = Pattern.compile("^\\s*```+\\s*([\\w+-]*)\\s*$");
    private static final Pattern STEP =
            Pattern.compile("^[\\s>*\\d.-]*`?(\\w+\\s*:\\s*[a-z][a-z-]*\\s*\\([^()]*\\))`?[\\s;,.]*(?:(?://|#).*)?$");
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
        List<String> lines = text.lines().toList();
        Optional<Answer> steps = steps(text, lines);
        if (form == Form.SCHEDULE && steps.isPresent()) {
            return steps.get();
        }
        List<Answer.Block> blocks = blocks(lines, truncated);
        if (!blocks.isEmpty()) {
            return new Answer.Edit(blocks);
        }
        Optional<String> source = source(text, lines, truncated);
        if (source.isPresent()) {
            return new Answer.Rewrite(source.get());
        }
        return steps.orElseThrow(() -> new RejectedException(
                truncated
                        ? "the answer was cut off at the most tokens that it may have, before anything that can be used"
                        : "the answer holds no SEARCH/REPLACE block, no fenced source and no schedule"));
    }

    private static List<Answer.Block> blocks(List<String> lines, boolean truncated) throws RejectedException {
        List<Answer.Block> blocks = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            if (!SEARCH.matcher(lines.get(i)).matches()) {
                i++;
                continue;
            }
            int divider = next(lines, i + 1, DIVIDER);
            int end = divider < 0 ? -1 : next(lines, divider + 1, REPLACE);
            int another = next(lines, i + 1, SEARCH);
            if (end < 0 || (another >= 0 && another < end)) {
                throw new RejectedException("SEARCH/REPLACE block %d is not closed%s"
                        .formatted(
                                blocks.size() + 1,
                                truncated ? ": the answer was cut off at the most tokens that it may have" : ""));
            }
            blocks.add(new Answer.Block(
                    String.join("\n", lines.subList(i + 1, divider)),
                    String.join("\n", lines.subList(divider + 1, end))));
            i = end + 1;
        }
        return blocks;
    }

    private static int next(List<String> lines, int from, Pattern pattern) {
        for (int i = from; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the longest fenced text that looks like a kernel; without fences, the whole answer if it does. */
    private static Optional<String> source(String text, List<String> lines, boolean truncated)
            throws RejectedException {
        List<String> fenced = new ArrayList<>();
        int begun = -1;
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                if (begun < 0) {
                    begun = i;
                } else {
                    fenced.add(String.join("\n", lines.subList(begun + 1, i)) + "\n");
                    begun = -1;
                }
            }
        }
        if (begun >= 0
                && KERNEL.matcher(String.join("\n", lines.subList(begun, lines.size())))
                        .find()) {
            throw new RejectedException("the source is not closed by ```: the answer %s"
                    .formatted(truncated ? "was cut off at the most tokens that it may have" : "ends within it"));
        }
        if (fenced.isEmpty() && KERNEL.matcher(text).find() && text.contains("{")) {
            return Optional.of(text.strip() + "\n");
        }
        Stream<String> kernels =
                fenced.stream().filter(code -> KERNEL.matcher(code).find() || code.contains("static void"));
        return kernels.max(Comparator.comparingInt(String::length));
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
        for (String line : lines) {
            Matcher step = STEP.matcher(line);
            if (step.matches()) {
                steps.add(step.group(1));
            }
        }
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
        for (int start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
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
