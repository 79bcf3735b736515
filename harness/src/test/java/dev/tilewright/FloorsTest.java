package dev.tilewright;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packages stand on floors; one imports only from the floors below it. */
class FloorsTest {

    private static final String ROOT = "dev.tilewright.";

    /** Ground floor first, as in docs/architecture.md. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("tensor", "space"),
            Set.of("kernel"),
            Set.of("task", "device", "loops"),
            Set.of("codegen", "candidate", "cost"),
            Set.of("evaluate", "memory"),
            Set.of("generate", "control"),
            Set.of("search"),
            Set.of("report", "bench", "check"),
            Set.of("cli"));

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tilewright");

    @Test
    void aPackageImportsOnlyFromFloorsBelowIt() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass origin : classes) {
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getPackageName();
                if (!target.startsWith(ROOT)) {
                    continue;
                }
                String from = room(origin.getPackageName());
                String to = room(target);
                if (!from.equals(to) && floor(to) >= floor(from)) {
                    violations.add(from + " imports " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    /** A check runs commands, and must not be what it checks. */
    @Test
    void theCheckOfAGpuImportsNothingOfOurs() {
        Set<String> imported = new TreeSet<>();
        classes.stream()
                .filter(c -> c.getPackageName().equals(ROOT + "check"))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getPackageName())
                .filter(name -> name.startsWith(ROOT))
                .forEach(imported::add);
        assertThat(imported).containsExactly(ROOT + "check");
    }

    @Test
    void everyPackageHasAFloor() {
        Set<String> rooms = new TreeSet<>();
        classes.forEach(c -> rooms.add(room(c.getPackageName())));
        assertThat(rooms).allSatisfy(room -> assertThat(floor(room)).isNotNegative());
    }

    /** Sub-packages share the floor of the package they are in. */
    private static String room(String name) {
        String inner = name.substring(ROOT.length());
        int dot = inner.indexOf('.');
        return dot < 0 ? inner : inner.substring(0, dot);
    }

    private static int floor(String room) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(room)) {
                return floor;
            }
        }
        return -1;
    }
}
