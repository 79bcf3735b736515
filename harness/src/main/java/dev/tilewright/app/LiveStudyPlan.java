package dev.tilewright.app;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.kernels.Part;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import dev.tilewright.kernels.evaluate.EvaluationSettings;
import dev.tilewright.kernels.evaluate.ProcessEvaluator;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import dev.tilewright.study.live.Contestant;
import dev.tilewright.study.live.Contestants;
import dev.tilewright.study.live.LiveSetup;
import dev.tilewright.study.live.LiveTask;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what a study on live tasks is about, and checks all of it before a device does any work. */
public final class LiveStudyPlan {

    private LiveStudyPlan() {}

    /**
     * Makes the study, which has not searched anything yet.
     *
     * @throws UseCaseException if it cannot be begun or gone on with; exceptions of the floors below say the same of their parts
     */
    public static LiveStudy of(Home home, LiveStudyRequest request) {
        Feasibility.requirePositive(OptionalInt.of(request.evaluations()), request.time());
        if (request.blocks() < 1) {
            throw UseCaseException.request("--repeats must be positive, not " + request.blocks());
        }
        List<Contestant> contestants = contestants(request);
        if (request.device().recording().isPresent()
                || request.device().architecture().isPresent()) {
            throw UseCaseException.request(
                    "%s runs no kernels, so no task is live on it; for recordings give --space FILE"
                            .formatted(request.device().id().orElseThrow()));
        }
        List<LiveStudy.Subject> subjects =
                request.problems().stream().map(choice -> subject(home, choice)).toList();
        Set<LiveTask> distinct = new HashSet<>();
        subjects.stream()
                .map(LiveStudy.Subject::live)
                .filter(live -> !distinct.add(live))
                .findFirst()
                .ifPresent(live -> {
                    throw UseCaseException.request("the study has %s twice".formatted(live.name()));
                });
        try (DeviceInspector inspector = new DeviceInspector()) {
            DeviceChoice.Chosen chosen = request.device().choose(inspector);
            DeviceDescription device = chosen.device();
            subjects.forEach(subject -> Feasibility.requireFits(subject.task(), subject.problem(), device));
            LiveStudyFolder folder = new LiveStudyFolder(request.output());
            LiveSetup setup = new LiveSetup(
                    Home.version(),
                    device.hardware().key(),
                    device.id(),
                    subjects.stream().map(LiveStudy.Subject::live).toList(),
                    contestants.stream().map(Contestant::name).toList(),
                    request.evaluations(),
                    request.time(),
                    request.seed());
            folder.begin(setup, request.resume());
            Optional<Roofline> peaks = inspector.peaks(device.id());
            return new LiveStudy(
                    home.tasks(),
                    setup,
                    request.blocks(),
                    contestants,
                    subjects,
                    device,
                    (task, problem) -> new ProcessEvaluator(
                            task,
                            problem,
                            device.id(),
                            EvaluationSettings.defaults().withPeaks(peaks)),
                    folder);
        }
    }

    private static List<Contestant> contestants(LiveStudyRequest request) {
        request.searches().forEach(name -> Tune.requireKnown("search", name, Contestants.names()));
        request.without().forEach(name -> Tune.requireKnown("part of a search", name, Part.names()));
        return Contestants.of(
                request.searches(), request.without().stream().map(Part::of).toList());
    }

    private static LiveStudy.Subject subject(Home home, ProblemChoice choice) {
        Task task = choice.task(home);
        Problem problem = choice.problem(task);
        if (task.computation().isEmpty()) {
            throw UseCaseException.request(
                    "task %s has a reference in place of compute, so there are no schedules to search for"
                            .formatted(task.name()));
        }
        return new LiveStudy.Subject(new LiveTask(task.name(), problem.toString(), task.content()), task, problem);
    }
}
