package dev.tilewright.check;

import dev.tilewright.check.Finding.State;
import java.io.IOException;
import java.io.PrintWriter;
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

    static final String COLLECT = "collect";

    private final Check.Request request;
    private final Workspace workspace;
    private final Publication publication;
    private final MachineFacts facts;
    private final List<Part> parts;
    private final PrintWriter err;
    private final Map<String, Finding> found = new LinkedHashMap<>();
    private final long begun = System.nanoTime();
    private String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private double before;

    private Findings(
            Check.Request request, Workspace workspace, MachineFacts facts, List<Part> parts, PrintWriter err) {
        this.err = err;
        this.request = request;
        this.workspace = workspace;
        this.facts = facts;
        this.parts = parts;
        publication = new Publication(workspace);
    }

    /** Begins with what an earlier check has left in the same place, or puts that aside where another build has left it. */
    static Findings begin(
            Check.Request request, Workspace workspace, MachineFacts facts, List<Part> parts, PrintWriter err)
            throws IOException {
        Findings findings = new Findings(request, workspace, facts, parts, err);
        Optional<JsonNode> earlier = findings.publication.earlier();
        if (!earlier.filter(findings::isOfThis).isPresent() || !findings.take(earlier.orElseThrow())) {
            workspace.putAside(
                    earlier.map(check -> check.path("build").asString("")).orElse(""));
        }
        workspace.create();
        findings.publication.restore();
        workspace.takeLogs(Check.FACTS);
        Stream.concat(Stream.of(Check.FACTS), parts.stream().map(Part::name))
                .forEach(part -> findings.found.computeIfAbsent(
                        part, name -> new Finding(name, State.NOT_RUN, 0, "it was not begun")));
        return findings;
    }

    private boolean isOfThis(JsonNode check) {
        return check.path("build").asString("").equals(request.build())
                && check.path("device").asString("").equals(request.device());
    }

    /** Takes what an earlier check has found; tells whether it could be read. */
    private boolean take(JsonNode check) {
        try {
            for (JsonNode part : check.path("parts")) {
                add(new Finding(
                        part.path("name").asString(),
                        State.of(part.path("state").asString()),
                        part.path("seconds").asDouble(),
                        part.path("line").asString()));
            }
            started = check.path("started").asString(started);
            before = check.path("seconds").asDouble(0);
            return true;
        } catch (RuntimeException unreadable) {
            found.clear();
            return false;
        }
    }

    void add(Finding finding) {
        found.put(finding.part(), finding);
    }

    Optional<State> state(String part) {
        return Optional.ofNullable(found.get(part)).map(Finding::state);
    }

    boolean isAnswered(String part) {
        return Optional.ofNullable(found.get(part)).filter(Finding::answered).isPresent();
    }

    /** Tells whether every part held; none may be absent. */
    boolean allHeld() {
        return parts.stream().allMatch(part -> state(part.name()).equals(Optional.of(State.HELD)));
    }

    boolean allFine() {
        return found.values().stream().allMatch(Finding::fine);
    }

    /** Writes what is known while a part runs, and what that has written. */
    void refresh() {
        attempt(() -> publication.results(parts.stream().map(Part::name).toList()));
        attempt(() -> publication.check(content()));
        attempt(() -> publication.summary(summary().page(request.device(), started, facts.told())));
    }

    /** Writes all that is known. */
    void write() throws InterruptedException {
        refresh();
        try {
            Optional<String> uncollected = publication.memory();
            found.remove(COLLECT);
            uncollected.ifPresent(why -> add(new Finding(COLLECT, State.BROKEN, 0, why)));
        } catch (IOException unwritable) {
            complain(unwritable);
        }
        attempt(() -> publication.parcels(List.copyOf(found.values())));
    }

    /** Writes all that is known, for the last time. */
    void finish() throws IOException, InterruptedException {
        write();
        facts.lookAgain(workspace);
        refresh();
    }

    private interface Writing {
        void write() throws IOException;
    }

    /** What cannot be written, on a full disk say, is a loss, and no reason to lose the rest. */
    private void attempt(Writing writing) {
        try {
            writing.write();
        } catch (IOException | RuntimeException unwritable) {
            complain(unwritable);
        }
    }

    private void complain(Exception unwritable) {
        err.println("gpu-check: results are not written: " + unwritable);
    }

    Summary summary() {
        return new Summary(
                facts.line(), workspace.results(), seconds(), List.copyOf(found.values()), request.rehearsal());
    }

    /** Returns how long this check has taken, with the earlier ones that it goes on from, in s. */
    private double seconds() {
        return before + (System.nanoTime() - begun) / 1e9;
    }

    private Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("format", 1);
        content.put("build", request.build());
        content.put("device", request.device());
        content.put("rehearsal", request.rehearsal());
        content.put("started", started);
        content.put("seconds", seconds());
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
