package dev.tilewright.candidate;

import static dev.tilewright.candidate.ProgramJson.list;
import static dev.tilewright.candidate.ProgramJson.member;
import static dev.tilewright.candidate.ProgramJson.strings;
import static dev.tilewright.candidate.ProgramJson.text;

import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of a candidate, with the programs for all problems that it claims. What is read equals what was written. */
public final class CandidateJson {

    private CandidateJson() {}

    /** Writes a candidate. */
    public static ObjectNode write(Candidate candidate) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("problem", ProgramJson.write(candidate.problem()));
        node.set("programs", writePrograms(candidate.programs()));
        node.set("origin", write(candidate.origin()));
        node.set("lineage", write(candidate.lineage()));
        return node;
    }

    /**
     * Reads what {@link #write(Candidate)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of a candidate
     */
    public static Candidate read(JsonNode node) {
        return new Candidate(
                ProgramJson.problem(member(node, "problem")),
                readPrograms(member(node, "programs")),
                readOrigin(member(node, "origin")),
                readLineage(member(node, "lineage")));
    }

    /** Writes the programs of a candidate as a list of problems with their programs. */
    public static ArrayNode writePrograms(SequencedMap<Problem, KernelProgram> programs) {
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        programs.forEach((problem, program) -> {
            ObjectNode node = nodes.addObject();
            node.set("problem", ProgramJson.write(problem));
            node.set("program", ProgramJson.write(program));
        });
        return nodes;
    }

    /**
     * Reads what {@link #writePrograms(SequencedMap)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of programs
     */
    public static SequencedMap<Problem, KernelProgram> readPrograms(JsonNode nodes) {
        LinkedHashMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        nodes.forEach(node ->
                programs.put(ProgramJson.problem(member(node, "problem")), ProgramJson.read(member(node, "program"))));
        return programs;
    }

    /** Writes an origin: {@code {"schedule": […]}}, {@code {"kernel": "tiled.cl", "configuration": {…}}}, or {@code source} in
     * place of {@code kernel} where a generator wrote it. */
    public static ObjectNode write(Candidate.Origin origin) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (origin) {
            case Candidate.Origin.Scheduled(List<String> steps) -> node.set("schedule", strings(steps));
            case Candidate.Origin.Tuned(String kernel, Configuration configuration) -> {
                node.put("kernel", kernel);
                node.set("configuration", ProgramJson.write(configuration));
            }
            case Candidate.Origin.Written(String source, Configuration configuration) -> {
                node.put("source", source);
                node.set("configuration", ProgramJson.write(configuration));
            }
        }
        return node;
    }

    /**
     * Reads what {@link #write(Candidate.Origin)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of an origin
     */
    public static Candidate.Origin readOrigin(JsonNode node) {
        if (node.has("schedule")) {
            return new Candidate.Origin.Scheduled(list(node, "schedule", ProgramJson::text));
        }
        Configuration configuration = ProgramJson.configuration(member(node, "configuration"));
        return node.has("source")
                ? new Candidate.Origin.Written(text(node, "source"), configuration)
                : new Candidate.Origin.Tuned(text(node, "kernel"), configuration);
    }

    /** Writes a lineage. */
    public static ObjectNode write(Candidate.Lineage lineage) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("parents", strings(lineage.parents()));
        lineage.directive().ifPresent(directive -> node.put("directive", directive.toString()));
        node.put("change", lineage.change());
        return node;
    }

    private static Candidate.Lineage readLineage(JsonNode node) {
        return new Candidate.Lineage(
                list(node, "parents", ProgramJson::text),
                node.has("directive") ? Optional.of(Directive.parse(text(node, "directive"))) : Optional.empty(),
                text(node, "change"));
    }
}
