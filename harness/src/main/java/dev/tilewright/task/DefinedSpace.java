package dev.tilewright.task;

import dev.tilewright.space.Condition;
import dev.tilewright.space.Formula;
import dev.tilewright.space.PythonExpression;
import dev.tilewright.space.T1;
import dev.tilewright.space.T1Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a T1 file says of a kernel, as a header of its source would say it. Its tunables count, and not those of the source; what the source
 * requires, such as {@code K % TILE == 0}, holds beside the conditions of the file, which cannot name the sizes of a task.
 */
final class DefinedSpace {

    private static final String GROUPS = "CUDA";

    private DefinedSpace() {}

    /**
     * Returns the header that the file amounts to. It tells how the kernel is launched where its sizes can be written as formulas and the
     * source does not say it better: a source names the sizes of the task, and the file mostly has the numbers of one problem.
     *
     * @param declared what the source says
     */
    static KernelHeader header(T1 space, KernelHeader declared) {
        List<KernelHeader.Launched> launches = declared.launches().stream()
                        .anyMatch(launched -> !launched.global().isEmpty())
                ? List.of()
                : space.kernel().flatMap(kernel -> launched(kernel, declared)).stream()
                        .toList();
        return new KernelHeader(
                launches,
                List.of(),
                Map.of(),
                space.tunables(),
                Stream.concat(space.conditions().stream().map(Condition::written), declared.constraints().stream())
                        .toList());
    }

    private static Optional<KernelHeader.Launched> launched(T1Kernel kernel, KernelHeader declared) {
        List<PythonExpression> global = kernel.globalSize();
        List<PythonExpression> local = kernel.localSize();
        if (global.isEmpty() || global.size() != local.size()) {
            return Optional.empty();
        }
        boolean named = declared.launches().stream()
                .anyMatch(launched -> launched.entry().isPresent());
        boolean counted =
                kernel.globalSizeType().filter(GROUPS::equalsIgnoreCase).isPresent();
        List<String> globals = new ArrayList<>();
        List<String> locals = new ArrayList<>();
        for (int i = 0; i < global.size(); i++) {
            locals.add(formula(local.get(i)));
            globals.add(
                    counted
                            ? "(%s) * (%s)".formatted(formula(global.get(i)), formula(local.get(i)))
                            : formula(global.get(i)));
        }
        return isFormula(globals) && isFormula(locals)
                ? Optional.of(new KernelHeader.Launched(
                        named ? Optional.empty() : Optional.of(kernel.name()), List.of(), globals, locals))
                : Optional.empty();
    }

    /** Sizes are whole and positive, where Python's {@code //} is the division of formulas. */
    private static String formula(PythonExpression size) {
        return size.toString().replace("//", "/");
    }

    private static boolean isFormula(List<String> texts) {
        try {
            texts.forEach(Formula::parse);
            return true;
        } catch (IllegalArgumentException python) {
            return false;
        }
    }
}
