package dev.tilewright.check;

import dev.tilewright.check.Finding.State;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a check has found so far, and what an earlier one of the same build had found. */
final class Findings {

    private static final String COLLECT = "collect";

    private final Check.Request request;
    private final Workspace workspace;
    private final Publication publication;
    private final MachineFacts facts;
    private final List<Part> parts;
    private final Map<String, Finding> found = new LinkedHashMap<>();
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private double took;

    private Findings(Check.Request request, Workspace workspace, MachineFacts facts, List<Part> parts) {
        this.request = request;
        this.workspace = workspace;
        this.facts = facts;
        this.parts = parts;
        publication = new Publication(workspace);
    }

    /** Begins with what an earlier check has left in the same place, or puts that aside where another build has left it. */
    static Findings begin(Check.Request request, Workspace workspace, MachineFacts facts, List<Part> parts)
            throws IOException {
        Findings findings = new Findings(request, workspace, facts, parts);
        Optional<JsonNode> earlier = findings.publication.earlier();
        String build = earlier.map(check -> check.path("build").asString("")).orElse("");
        if (build.equals(request.build())) {
            for (JsonNode part : earlier.orElseThrow().path("parts")) {
                findings.add(new Finding(
                        part.path("name").asString(),
                        State.of(part.path("state").asString()),
                        part.path("seconds").asDouble(),
                        part.path("line").asString()));
            }
        } else {
            workspace.putAside(build.isEmpty() ? "unknown" : build);
        }
        workspace.create();
        findings.publication.restore();
        workspace.takeLogs(Check.FACTS);
        Stream.concat(Stream.of(Check.FACTS), parts.stream().map(Part::name))
                .forEach(part -> findings.found.computeIfAbsent(
                        part, name -> new Finding(name, State.NOT_RUN, 0, "it was not begun")));
        return findings;
    }

    void add(Finding finding) {
        found.put(finding.part(), finding);
    }

    Optional<State> state(String part) {
        return Optional.ofNullable(found.get(part)).map(Finding::state);
    }

    boolean isSettled(String part) {
        return Optional.ofNullable(found.get(part)).filter(Finding::settled).isPresent();
    }

    /** Tells whether every part held; none may be absent. */
    boolean allHeld() {
        return parts.stream().allMatch(part -> state(part.name()).equals(Optional.of(State.HELD)));
    }

    boolean allSettled() {
        return found.values().stream().allMatch(Finding::settled);
    }

    /** Writes what a part that is still running has written. */
    void refresh() throws IOException {
        publication.results(parts.stream().map(Part::name).toList());
    }

    /** Writes all that is known. */
    void write() throws IOException, InterruptedException {
        refresh();
        Optional<String> uncollected = publication.memory();
        if (uncollected.isPresent()) {
            add(new Finding(COLLECT, State.FAILED, 0, uncollected.get()));
        } else {
            found.remove(COLLECT);
        }
        publication.check(content());
        publication.summary(summary().page(request.device(), started, facts.told()));
        publication.parcels(List.copyOf(found.values()));
    }

    /** Writes all that is known, for the last time. */
    void finish(double seconds) throws IOException, InterruptedException {
        took = seconds;
        facts.lookAgain(workspace);
        write();
    }

    Summary summary() {
        return new Summary(facts.line(), workspace.results(), took, List.copyOf(found.values()));
    }

    private Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("format", 1);
        content.put("build", request.build());
        content.put("device", request.device());
        content.put("rehearsal", request.rehearsal());
        content.put("started", started.toString());
        content.put("seconds", took);
        content.put("machine", facts.told());
        content.put("backends", facts.backends());
        peaks().ifPresent(peaks -> content.put("peaks", peaks));
        content.put(
                "parts",
                found.values().stream()
                        .map(finding -> {
                            Map<String, Object> part = new LinkedHashMap<>();
                            part.put("name", finding.part());
                            part.put("state", finding.state().id());
                            part.put("seconds", finding.seconds());
                            part.put("line", finding.line());
                            return part;
                        })
                        .toList());
        return content;
    }

    private Optional<JsonNode> peaks() {
        try {
            return Optional.of(Readings.tree(Files.readString(workspace.output("peaks"))));
        } catch (IOException notMeasured) {
            return Optional.empty();
        }
    }
}
