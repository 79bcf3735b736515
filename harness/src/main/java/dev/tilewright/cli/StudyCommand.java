package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.app.LiveStudyPlan;
import dev.tilewright.app.LiveStudyRequest;
import dev.tilewright.app.OutputFile;
import dev.tilewright.app.StudyPlan;
import dev.tilewright.app.StudyRequest;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.study.Comparators;
import dev.tilewright.study.ContestResult;
import dev.tilewright.study.Study;
import dev.tilewright.study.StudyJson;
import dev.tilewright.study.StudyPage;
import dev.tilewright.study.StudyResult;
import dev.tilewright.tuning.StrategyFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares search strategies on recorded spaces, or whole searches on live tasks. */
@Command(
        name = "study",
        description =
                "Compare search strategies on spaces that were measured on real hardware: how good they are at each point of time,"
                        + " and what they cost. It needs no device. Or compare whole searches on live tasks (--task): how many"
                        + " evaluations they need, and how fast what they find is.",
        footer = {
            "",
            "For example: tilewright study --space A100.json.gz --strategy adaptive --strategy genetic --repeats 20 --page study.html",
            "docs/tuning.md says what the score means.",
            "Or: tilewright study --task matmul --search full --search random --without credit --output DIR; docs/learning.md says how to read it."
        })
final class StudyCommand extends Subcommand {

    private static final int REPEATS = 20;

    private static final int LIVE_REPEATS = 6;

    /** The names that {@code --strategy} knows. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Comparators.all().stream().map(StrategyFactory::name).iterator();
        }
    }

    @Option(
            names = "--space",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Recorded spaces: Kernel Tuner cache files or T4 results, compressed by gzip or not.")
    private List<Path> spaces = new ArrayList<>();

    @Option(
            names = "--definition",
            paramLabel = "T1",
            arity = "1..*",
            description = "Definitions in the T1 format: only what they allow of the recordings is searched.")
    private List<Path> definitions = new ArrayList<>();

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            arity = "1..*",
            completionCandidates = Names.class,
            description = "The strategies: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<String> strategies = new ArrayList<>();

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LiveStudyOptions live;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "How often each is run on each space or task. Default: 20 for spaces, 6 for tasks.")
    private @Nullable Integer repeats;

    @Option(names = "--seed", paramLabel = "N", description = "The seed of all random choices. Default: 1.")
    private long seed = 1;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "How many repeats run at once; results do not depend on it. Default: as many as there are processors.")
    private @Nullable Integer threads;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Recordings of other devices that strategies may learn from. A space is never known to itself.")
    private List<Path> known = new ArrayList<>();

    @Option(
            names = "--traces",
            paramLabel = "FILE",
            description = "Write what each repeat evaluated, a line of JSON each.")
    private @Nullable Path traces;

    @Option(names = "--page", paramLabel = "FILE", description = "Write a page with curves and tables (HTML).")
    private @Nullable Path page;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print the result. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        if (live.named()) {
            return liveStudy();
        }
        if (live.given()) {
            throw UseCaseException.request(
                    "--device, --search, --without, --evaluations, --time, --output and --resume are of a study on live tasks; name one with --task TASK");
        }
        Optional<OutputFile> written = Optional.ofNullable(page).map(file -> new OutputFile(file, "--page"));
        Optional<OutputFile> lines = Optional.ofNullable(traces).map(file -> new OutputFile(file, "--traces"));
        requireApart();
        written.ifPresent(OutputFile::check);
        lines.ifPresent(OutputFile::check);
        Study study = StudyPlan.of(new StudyRequest(
                spaces,
                definitions,
                strategies,
                repeats(REPEATS),
                seed,
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                known));
        StudyResult result = run(study);
        written.ifPresent(file -> file.write(StudyPage.write(result, command())));
        lines.ifPresent(file -> file.write(lines(study, result)));
        switch (format) {
            case JSON -> Json.print(out(), StudyJson.of(result));
            case TEXT -> print(result);
        }
        return ExitCode.DONE;
    }

    private int liveStudy() {
        if (!spaces.isEmpty()) {
            throw UseCaseException.request(
                    "--task and --space exclude each other: a study is on live tasks or on recorded spaces");
        }
        if (!definitions.isEmpty()
                || !strategies.isEmpty()
                || !known.isEmpty()
                || threads != null
                || traces != null
                || page != null) {
            throw UseCaseException.request(
                    "--definition, --strategy, --known, --threads, --traces and --page are of a study on recorded spaces; with --task, --output names the folder of the page");
        }
        LiveStudyRequest request = live.request(repeats(LIVE_REPEATS), seed);
        return new LiveStudySession(LiveStudyPlan.of(Home.find(), request), request, out(), err()).run(format);
    }

    private int repeats(int usual) {
        return repeats == null ? usual : repeats;
    }

    /** Nothing that is read is written, and nothing is written twice. */
    private void requireApart() {
        Set<Path> taken = new HashSet<>();
        Stream.of(spaces, definitions, known)
                .flatMap(List::stream)
                .map(StudyCommand::full)
                .forEach(taken::add);
        Stream.of(Optional.ofNullable(page), Optional.ofNullable(traces))
                .flatMap(Optional::stream)
                .filter(file -> !taken.add(full(file)))
                .findFirst()
                .ifPresent(file -> {
                    throw UseCaseException.request(
                            "%s would be written over another file of the same command".formatted(file));
                });
    }

    private static Path full(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private StudyResult run(Study study) {
        int all = study.spaces().size() * study.strategies().size();
        int[] done = {0};
        try {
            return study.run(one ->
                    err().printf("%d/%d  %s on %s: %.3f%n", ++done[0], all, one.strategy(), one.space(), one.score()));
        } catch (IllegalArgumentException e) {
            throw UseCaseException.request(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UseCaseException.request("the study was interrupted");
        }
    }

    private String lines(Study study, StudyResult result) {
        StringBuilder lines = new StringBuilder();
        for (int space = 0; space < spaces.size(); space++) {
            Study.Subject subject = study.spaces().get(space);
            for (StrategyFactory strategy : study.strategies()) {
                ContestResult of = result.of(strategy.name(), subject.name());
                for (int i = 0; i < of.repeats().size(); i++) {
                    lines.append(StudyJson.trace(
                                    spaces.get(space).toString(),
                                    strategy.name(),
                                    i,
                                    of.repeats().get(i),
                                    subject.recorded()))
                            .append('\n');
                }
            }
        }
        return lines.toString();
    }

    private String command() {
        List<String> words = new ArrayList<>(List.of("tilewright", "study"));
        spaces.forEach(file -> words.addAll(List.of("--space", file.toString())));
        definitions.forEach(file -> words.addAll(List.of("--definition", file.toString())));
        strategies.forEach(name -> words.addAll(List.of("--strategy", name)));
        known.forEach(file -> words.addAll(List.of("--known", file.toString())));
        words.addAll(List.of("--repeats", Integer.toString(repeats(REPEATS)), "--seed", Long.toString(seed)));
        return String.join(" ", words);
    }

    private void print(StudyResult result) {
        Table table = new Table(
                "space", "strategy", "score>", "95 % interval>", "to 90 %>", "95 %>", "99 %>", "after 20>", "own ms>");
        for (ContestResult one : result.results()) {
            List<String> reached = one.reached().stream()
                    .map(each -> each.evaluations().isPresent()
                            ? "%.0f".formatted(each.evaluations().getAsDouble())
                            : "–")
                    .toList();
            table.row(
                    one.space(),
                    one.strategy(),
                    "%.3f".formatted(one.score()),
                    "%.3f to %.3f".formatted(one.low(), one.high()),
                    reached.get(0),
                    reached.get(1),
                    reached.get(2),
                    "%.1f %%".formatted(one.afterTwenty() * 100),
                    "%.3f".formatted(one.strategyMicros() / 1e3));
        }
        table.print(out());
        out().println();
        Table means = new Table("strategy", "mean score>");
        result.strategies().forEach(name -> means.row(name, "%.3f".formatted(result.score(name))));
        means.print(out());
        out().flush();
    }
}
