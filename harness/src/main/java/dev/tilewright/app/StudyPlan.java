package dev.tilewright.app;

import dev.tilewright.space.SearchSpace;
import dev.tilewright.study.Comparators;
import dev.tilewright.study.Study;
import dev.tilewright.tuning.Known;
import dev.tilewright.tuning.StrategyFactory;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a study is about, and checks all of it before anything is run. */
public final class StudyPlan {

    private record Definition(Path file, SearchSpace space) {

        boolean fits(RecordedSpace recorded) {
            List<String> names = recorded.space().tunables().stream()
                    .map(tunable -> tunable.name())
                    .toList();
            return space.tunables().stream()
                    .allMatch(tunable ->
                            names.contains(tunable.name()) || tunable.values().size() == 1);
        }
    }

    private StudyPlan() {}

    /**
     * Makes the study.
     *
     * @throws UseCaseException if a file cannot be read or is not what it should be, a strategy has an unknown name, or there is nothing to search
     */
    public static Study of(StudyRequest request) {
        if (request.spaces().isEmpty()) {
            throw UseCaseException.request(
                    "no space is given, and no task. For example: tilewright study --space A100.json.gz --strategy adaptive --strategy random, or study --task matmul --output DIR");
        }
        List<StrategyFactory> strategies = strategies(request.strategies());
        List<Definition> definitions =
                request.definitions().stream().map(StudyPlan::definition).toList();
        Map<Path, RecordedSpace> known = new LinkedHashMap<>();
        request.known().forEach(file -> known.put(file.toAbsolutePath().normalize(), read(file)));
        List<Study.Subject> subjects = new ArrayList<>();
        for (Path file : request.spaces()) {
            RecordedSpace recorded = defined(file, read(file), definitions);
            subjects.add(new Study.Subject(name(file, request.spaces()), recorded, known(file, recorded, known)));
        }
        try {
            return new Study(subjects, strategies, request.repeats(), request.seed(), request.threads());
        } catch (IllegalArgumentException e) {
            throw UseCaseException.request(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the end of a path that tells it from all others, without what says that it is compressed JSON. */
    private static String name(Path file, List<Path> all) {
        for (int names = 1; names < file.getNameCount(); names++) {
            int count = names;
            if (all.stream()
                            .filter(other -> end(other, count).equals(end(file, count)))
                            .count()
                    == 1) {
                return end(file, count);
            }
        }
        return file.toString();
    }

    private static String end(Path file, int names) {
        int count = file.getNameCount();
        return file.subpath(Math.max(0, count - names), count).toString().replaceFirst("\\.json(\\.gz)?$", "");
    }

    private static List<StrategyFactory> strategies(List<String> names) {
        List<String> all = Comparators.all().stream().map(StrategyFactory::name).toList();
        names.forEach(name -> StrategyChoice.requireKnown(name, all));
        return names.isEmpty()
                ? Comparators.all()
                : names.stream().distinct().map(Comparators::named).toList();
    }

    private static RecordedSpace read(Path file) {
        return Recording.read(file, Optional.empty()).space();
    }

    private static Definition definition(Path file) {
        try {
            return new Definition(file, Recording.definition(file).space().search());
        } catch (IllegalArgumentException e) {
            throw new UseCaseException(Blame.REQUEST, file + ": " + e.getMessage(), e);
        }
    }

    private static RecordedSpace defined(Path file, RecordedSpace recorded, List<Definition> definitions) {
        RecordedSpace left = recorded;
        for (Definition definition : definitions) {
            if (definition.fits(recorded)) {
                try {
                    left = left.within(definition.space());
                } catch (IllegalArgumentException e) {
                    throw new UseCaseException(
                            Blame.REQUEST, "%s, by %s: %s".formatted(file, definition.file(), e.getMessage()), e);
                }
            } else if (definitions.size() == 1) {
                throw UseCaseException.request(
                        "%s defines tunables that %s does not have".formatted(definition.file(), file));
            }
        }
        return left;
    }

    /** A recording of another kernel has nothing to say, and one that is the same in another file must not. */
    private static List<Known> known(Path file, RecordedSpace recorded, Map<Path, RecordedSpace> all) {
        List<Known> known = new ArrayList<>();
        all.forEach((other, elsewhere) -> {
            if (!other.equals(file.toAbsolutePath().normalize()) && !elsewhere.isLike(recorded)) {
                try {
                    known.add(Known.of(elsewhere, recorded.space()));
                } catch (IllegalArgumentException nothingInCommon) {
                    // It is of another kernel.
                }
            }
        });
        return known;
    }
}
