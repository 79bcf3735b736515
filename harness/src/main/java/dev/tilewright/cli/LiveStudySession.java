package dev.tilewright.cli;

import dev.tilewright.app.LiveStudy;
import dev.tilewright.app.LiveStudyRequest;
import dev.tilewright.app.ProblemChoice;
import dev.tilewright.study.live.Effort;
import dev.tilewright.study.live.LiveJson;
import dev.tilewright.study.live.LiveResult;
import dev.tilewright.study.live.LiveText;
import dev.tilewright.study.live.SearchResult;
import dev.tilewright.study.live.SearchTrace;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A study on live tasks at a terminal: a line for each search, tables at its end, Ctrl-C between. */
final class LiveStudySession {

    private static final Duration FINISH = Duration.ofSeconds(30);

    private final LiveStudy study;
    private final String command;
    private final PrintWriter out;
    private final PrintWriter err;

    LiveStudySession(LiveStudy study, LiveStudyRequest request, PrintWriter out, PrintWriter err) {
        this.study = study;
        this.command = command(study, request);
        this.out = out;
        this.err = err;
    }

    /** Runs the study. Returns the exit code. */
    int run(OutputFormat format) {
        err.println(
                "on %s (%s)".formatted(study.setup().hardware(), study.setup().device()));
        try (Interruption _ = new Interruption(this::stop, FINISH, _ -> tellHowToGoOn())) {
            Optional<LiveResult> result = study.run(command, this::tell);
            result.ifPresent(done -> print(format, done));
            return result.isPresent() ? ExitCode.DONE : ExitCode.INTERRUPTED;
        }
    }

    private void stop() {
        study.stop();
        err.println("stopping after the evaluation in progress …");
    }

    private void tellHowToGoOn() {
        err.println("What has ended is kept. Continue with: " + command + " --resume");
    }

    private void tell(LiveStudy.Ended ended) {
        SearchTrace trace = ended.trace();
        err.printf(
                "%d/%d  block %d  %s  %s: %s after %d evaluations in %d s%n",
                ended.done(),
                ended.all(),
                trace.cell().block() + 1,
                trace.cell().task().name(),
                trace.cell().search(),
                LiveText.milliseconds(trace.nanos()),
                trace.evaluations(),
                Duration.ofNanos(trace.wallNanos()).toSeconds());
    }

    private static String command(LiveStudy study, LiveStudyRequest request) {
        List<String> words = new ArrayList<>(List.of("tilewright", "study"));
        for (ProblemChoice problem : request.problems()) {
            words.addAll(List.of("--task", problem.task()));
            problem.sizes().ifPresent(sizes -> words.addAll(List.of("--problem", sizes)));
        }
        words.addAll(List.of("--device", study.setup().device()));
        request.searches().forEach(name -> words.addAll(List.of("--search", name)));
        request.without().forEach(name -> words.addAll(List.of("--without", name)));
        words.addAll(List.of("--repeats", Integer.toString(request.blocks())));
        words.addAll(List.of("--evaluations", Integer.toString(request.evaluations())));
        request.time().ifPresent(time -> words.addAll(List.of("--time", time.toSeconds() + "s")));
        words.addAll(List.of(
                "--seed",
                Long.toString(request.seed()),
                "--output",
                request.output().toString()));
        return String.join(" ", words);
    }

    private void print(OutputFormat format, LiveResult result) {
        switch (format) {
            case JSON -> Json.print(out, LiveJson.of(result));
            case TEXT -> {
                searches(result).print(out);
                if (result.tasks().size() > 1) {
                    out.println();
                    means(result).print(out);
                }
                out.println();
                out.println("page: " + study.page());
                out.flush();
            }
        }
    }

    private static Table searches(LiveResult result) {
        String against = "× " + result.setup().reference() + ">";
        Table table = new Table(Stream.concat(
                        Stream.of("task", "search"),
                        Stream.concat(
                                LiveResult.SHARES.stream()
                                        .flatMap(share -> Stream.of("to " + LiveText.share(share) + ">", against)),
                                Stream.of("at the end>", against, "own ms>")))
                .toArray(String[]::new));
        for (LiveResult.OfTask task : result.tasks()) {
            for (SearchResult search : task.searches()) {
                List<String> cells = new ArrayList<>(List.of(task.task().name(), search.search()));
                for (Effort effort : search.efforts()) {
                    cells.add(LiveText.evaluations(result.setup(), effort));
                    cells.add(LiveText.ratio(result, effort));
                }
                cells.add(LiveText.milliseconds(search.nanos()));
                cells.add(LiveText.time(result, search.time()));
                cells.add(LiveText.own(search));
                table.row(cells.toArray(String[]::new));
            }
        }
        return table;
    }

    private static Table means(LiveResult result) {
        String against = ", × " + result.setup().reference() + ">";
        Table table = new Table(Stream.concat(
                        Stream.of("all tasks"),
                        Stream.concat(
                                LiveResult.SHARES.stream().map(share -> "to " + LiveText.share(share) + against),
                                Stream.of("at the end" + against)))
                .toArray(String[]::new));
        for (LiveResult.Mean mean : result.means()) {
            List<String> cells = new ArrayList<>(List.of(mean.search()));
            mean.efforts().forEach(effort -> cells.add(LiveText.ratio(result, effort)));
            cells.add(LiveText.time(result, mean.time()));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }
}
