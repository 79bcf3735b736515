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
import java.util.stream.Collectors;
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
                Stream.concat(
                                space.space().constraints().stream().map(Condition::written),
                                declared.constraints().stream())
                        .toList());
    }

    private static Optional<KernelHeader.Launched> launched(T1Kernel kernel, KernelHeader declared) {
        List<String> locals =
                kernel.localSize().stream().map(DefinedSpace::formula).toList();
        List<String> globals = kernel.globalSize().isEmpty() ? divided(kernel, locals) : counted(kernel, locals);
        if (globals.isEmpty() || globals.size() != locals.size()) {
            return Optional.empty();
        }
        boolean named = declared.launches().stream()
                .anyMatch(launched -> launched.entry().isPresent());
        return isFormula(globals) && isFormula(locals)
                ? Optional.of(new KernelHeader.Launched(
                        named ? Optional.empty() : Optional.of(kernel.name()), List.of(), globals, locals))
                : Optional.empty();
    }

    /** Returns the global size as the file tells it, in work-items. */
    private static List<String> counted(T1Kernel kernel, List<String> locals) {
        boolean inGroups =
                kernel.globalSizeType().filter(GROUPS::equalsIgnoreCase).isPresent();
        List<String> globals = new ArrayList<>();
        for (int i = 0; i < Math.min(kernel.globalSize().size(), locals.size()); i++) {
            String size = formula(kernel.globalSize().get(i));
            globals.add(inGroups ? "(%s) * (%s)".formatted(size, locals.get(i)) : size);
        }
        return globals;
    }

    /** Returns the global size as Kernel Tuner computes it: groups by dividing the problem's size, rounded up, by divisors or by the local size. */
    private static List<String> divided(T1Kernel kernel, List<String> locals) {
        List<String> globals = new ArrayList<>();
        for (int i = 0; i < Math.min(kernel.problemSize().size(), locals.size()); i++) {
            List<PythonExpression> divisors = kernel.gridDivisors().get(i);
            String divisor = divisors.isEmpty()
                    ? locals.get(i)
                    : divisors.stream().map(each -> "(" + formula(each) + ")").collect(Collectors.joining(" * "));
            globals.add("((%s) + (%s) - 1) / (%s) * (%s)"
                    .formatted(formula(kernel.problemSize().get(i)), divisor, divisor, locals.get(i)));
        }
        return globals;
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
