package dev.tilewright;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packages stand on floors; one imports only from the floors below it. So it is with the subpackages of some of them. */
class FloorsTest {

    private static final String ROOT = "dev.tilewright.";

    /** Ground floor first, as in docs/architecture.md. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("evolve", "tensor", "space"),
            Set.of("kernel", "confine", "tuning"),
            Set.of("task", "device", "loops"),
            Set.of("codegen", "cost"),
            Set.of("kernels"),
            Set.of("llm"),
            Set.of("report", "bench", "check", "study"),
            Set.of("app"),
            Set.of("cli"));

    /**
     * The order of subpackages within a package, lowest first; those of one set do not know each other. A package that is not here
     * has no order inside. Its own classes, where it has some beside subpackages, are listed under its name.
     */
    private static final List<List<Set<String>>> STOREYS = List.of(
            List.of(
                    Set.of("evolve.candidate", "evolve.surrogate"),
                    Set.of("evolve.control", "evolve.archive", "evolve.memory"),
                    Set.of("evolve.loop")),
            List.of(Set.of("loops.nest"), Set.of("loops.transform")),
            List.of(
                    Set.of("kernels.genome", "kernels.screen"),
                    Set.of("kernels.sketch", "kernels.evaluate"),
                    Set.of("kernels.operator"),
                    Set.of("kernels")),
            List.of(
                    Set.of("llm.model", "llm.record"),
                    Set.of("llm.answer"),
                    Set.of("llm.prompt"),
                    Set.of("llm.dialogue")),
            List.of(
                    Set.of("codegen.lower"),
                    Set.of("codegen.emit"),
                    Set.of("codegen.c", "codegen.java"),
                    Set.of("codegen")));

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tilewright");

    @Test
    void aPackageImportsOnlyFromFloorsBelowIt() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass origin : classes) {
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                String from = origin.getPackageName();
                String to = dependency.getTargetClass().getPackageName();
                if (to.startsWith(ROOT) && !mayImport(from, to, STOREYS)) {
                    violations.add(from + " imports " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void everySubpackageOfAnOrderedPackageHasAPlace() {
        Set<String> ordered = new TreeSet<>();
        STOREYS.forEach(storeys -> storeys.forEach(storey -> storey.forEach(each -> ordered.add(room(ROOT + each)))));
        Set<String> missing = new TreeSet<>();
        for (JavaClass each : classes) {
            String name = each.getPackageName();
            if (ordered.contains(room(name)) && STOREYS.stream().allMatch(storeys -> place(storeys, name) < 0)) {
                missing.add(name);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theOrderOfSubpackagesIsHeld() {
        List<List<Set<String>>> storeys =
                List.of(List.of(Set.of("tensor.tree"), Set.of("tensor.parse", "tensor.print"), Set.of("tensor")));
        assertThat(mayImport(ROOT + "tensor.parse", ROOT + "tensor.tree", storeys))
                .as("from a storey below")
                .isTrue();
        assertThat(mayImport(ROOT + "tensor", ROOT + "tensor.print.text", storeys))
                .as("from inside of one below")
                .isTrue();
        assertThat(mayImport(ROOT + "tensor.print.text", ROOT + "tensor.print", storeys))
                .as("within one")
                .isTrue();
        assertThat(mayImport(ROOT + "tensor.tree", ROOT + "tensor.parse", storeys))
                .as("from a storey above")
                .isFalse();
        assertThat(mayImport(ROOT + "tensor.parse", ROOT + "tensor.print", storeys))
                .as("from the same storey")
                .isFalse();
        assertThat(mayImport(ROOT + "tensor.tree", ROOT + "tensor", storeys))
                .as("from the package itself, which is highest")
                .isFalse();
        assertThat(mayImport(ROOT + "device.jvm", ROOT + "device", storeys))
                .as("in a package without storeys")
                .isTrue();
        assertThat(mayImport(ROOT + "tensor.tree", ROOT + "task", storeys))
                .as("from a floor above")
                .isFalse();
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

    private static boolean mayImport(String from, String to, List<List<Set<String>>> order) {
        if (!room(from).equals(room(to))) {
            return floor(room(to)) < floor(room(from));
        }
        for (List<Set<String>> storeys : order) {
            int below = place(storeys, to);
            int above = place(storeys, from);
            if (below >= 0 && above >= 0) {
                return below < above || storey(storeys, from).equals(storey(storeys, to));
            }
        }
        return true;
    }

    /** Returns the place among storeys of the one that a package is in, lowest 0; -1 if it is in none. */
    private static int place(List<Set<String>> storeys, String name) {
        String storey = storey(storeys, name);
        for (int place = 0; place < storeys.size(); place++) {
            if (storeys.get(place).contains(storey)) {
                return place;
            }
        }
        return -1;
    }

    /** Returns the listed package that a package is, or is inside of, the innermost there is; empty if there is none. */
    private static String storey(List<Set<String>> storeys, String name) {
        return storeys.stream()
                .flatMap(Set::stream)
                .filter(each -> name.equals(ROOT + each) || name.startsWith(ROOT + each + "."))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    /** Subpackages share the floor of the package they are in. */
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
