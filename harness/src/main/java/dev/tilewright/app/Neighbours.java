package dev.tilewright.app;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.evolve.surrogate.Example;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.sketch.Borrowed;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.TaskException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What memory knows of the nearest: other problems of a task first, then other tasks, on the same hardware before others. A search that has nothing of its own begins with what was
 * learned there.
 *
 * @param tasks finds the tasks of earlier runs
 * @param memory what is known
 * @param workload what a search is about
 * @param hardware where it runs
 */
record Neighbours(TaskCatalogue tasks, Memory memory, Workload workload, Hardware hardware) {

    /** So many schedules are borrowed at the most. */
    private static final int BORROWED = 6;

    /** So many steps a surrogate begins with at the most, those of the nearest. */
    private static final int EXAMPLES = 400;

    /** Where a run was, and the latest run there. */
    private record Place(Workload workload, Hardware hardware) {}

    /** Returns the runs of each place but the own, the nearest place first, its latest run first. */
    private Map<Place, List<Run>> places() {
        Map<Place, List<Run>> places = new LinkedHashMap<>();
        memory.runs().stream()
                .sorted(Comparator.comparingInt(this::distance))
                .filter(run -> plan(run).filter(plan -> plan.kernel().isEmpty()).isPresent())
                .forEach(
                        run -> places.computeIfAbsent(new Place(run.workload(), run.hardware()), _ -> new ArrayList<>())
                                .add(run));
        return places;
    }

    private boolean isOwn(Place place) {
        return place.equals(new Place(workload, hardware));
    }

    private int distance(Run run) {
        int device = run.hardware().equals(hardware)
                ? 0
                : run.hardware().architecture().equals(hardware.architecture()) ? 2 : 4;
        boolean sameTask = run.workload().task().equals(workload.task())
                && run.workload().content().equals(workload.content());
        return device + (sameTask ? 0 : 1);
    }

    /** Returns the best schedules of the nearest places. */
    List<Borrowed> borrowed() {
        List<Borrowed> borrowed = new ArrayList<>();
        places().forEach((place, runs) -> {
            if (borrowed.size() < BORROWED && !isOwn(place)) {
                memory.best(place.workload(), place.hardware())
                        .map(best -> KernelGenome.of(best.step().candidate()).schedule())
                        .filter(schedule -> !schedule.isEmpty())
                        .flatMap(schedule -> borrowed(place, runs.getFirst(), schedule))
                        .ifPresent(borrowed::add);
            }
        });
        return borrowed;
    }

    private Optional<Borrowed> borrowed(Place place, Run run, List<String> schedule) {
        String from = place.hardware().equals(hardware)
                ? place.workload().toString()
                : "%s on %s".formatted(place.workload(), place.hardware().model());
        return task(run)
                .flatMap(task ->
                        KernelTarget.nests(task, Problem.parse(place.workload().problem())))
                .map(nests -> Borrowed.of(from, schedule, nests));
    }

    /** Reads the plan of a run; empty where it is that of another version, which cannot be read. */
    private static Optional<TuningPlan> plan(Run run) {
        try {
            return Optional.of(TuningPlan.of(run));
        } catch (IllegalArgumentException ofAnotherVersion) {
            return Optional.empty();
        }
    }

    /** Finds the task of a run, if it still is what it was. */
    private Optional<Task> task(Run run) {
        try {
            return plan(run)
                    .map(plan -> tasks.find(plan.task()))
                    .filter(task -> task.content().equals(run.workload().content()));
        } catch (TaskException gone) {
            return Optional.empty();
        }
    }

    /**
     * Returns what a policy begins with, that has learned nothing of the task on the hardware: what it believed of the nearest, as much as what
     * is inherited counts.
     */
    Optional<String> policy(String name) {
        return places().keySet().stream()
                .flatMap(place -> memory.policy(name, place.workload().task(), place.hardware()).stream())
                .findFirst()
                .map(state -> {
                    Controller begun = Policies.create(name, Optional.empty());
                    Policies.create(name, Optional.of(state)).beliefs().forEach((arm, belief) -> {
                        double squares = belief.mean() * belief.mean() + belief.deviation() * belief.deviation();
                        begun.expect(
                                Arm.parse(arm),
                                belief.weight(),
                                belief.weight() * belief.mean(),
                                belief.weight() * squares);
                    });
                    return begun.state();
                });
    }

    /**
     * Returns what came of schedules on the same hardware before a run began, for any task.
     *
     * @param begun the run
     */
    List<Example> examples(Run begun, Language language, DeviceFacts facts) {
        List<Example> examples = new ArrayList<>();
        places().forEach((place, runs) -> {
            List<Run> before = runs.stream()
                    .filter(run -> run.started().isBefore(begun.started()))
                    .toList();
            if (place.hardware().equals(hardware) && examples.size() < EXAMPLES && !before.isEmpty()) {
                task(before.getFirst())
                        .map(task -> new KernelTarget(
                                task, Problem.parse(place.workload().problem()), language, facts))
                        .ifPresent(target -> before.forEach(run -> memory.steps(run.id()).stream()
                                .filter(step -> step.isDecided()
                                        && step.committed().isBefore(begun.started())
                                        && examples.size() < EXAMPLES)
                                .flatMap(step -> example(step, target).stream())
                                .forEach(examples::add)));
            }
        });
        return examples;
    }

    private static Optional<Example> example(Step step, KernelTarget target) {
        List<String> schedule = KernelGenome.of(step.candidate()).schedule();
        OptionalDouble fitness = step.standing().fitness();
        OptionalDouble cost = fitness.isPresent() ? OptionalDouble.of(-fitness.getAsDouble()) : OptionalDouble.empty();
        if (schedule.isEmpty()) {
            return Optional.empty();
        }
        try {
            return new GenomeFactory(target, List.of())
                    .scheduled(Schedule.parse(schedule))
                    .describe(target)
                    .map(description -> new Example(description, cost));
        } catch (IllegalTransformationException | IllegalArgumentException ofAnotherVersion) {
            return Optional.empty();
        }
    }
}
