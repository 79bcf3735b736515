package dev.tilewright.app;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.ProcessEvaluator;
import dev.tilewright.kernels.screen.SourceScreen;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Space;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Reference;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Checks whether a device can do at all what is asked of it, before a worker is started for it. */
final class Feasibility {

    private Feasibility() {}

    /** Checks that a budget allows anything at all. */
    static void requirePositive(OptionalInt evaluations, Optional<Duration> time) {
        if (evaluations.isPresent() && evaluations.getAsInt() <= 0) {
            throw UseCaseException.request("--evaluations must be positive, not " + evaluations.getAsInt());
        }
        time.filter(limit -> !limit.isPositive()).ifPresent(limit -> {
            throw UseCaseException.request("--time must be positive, not %d s".formatted(limit.toSeconds()));
        });
    }

    /** Checks that the problem's buffers fit on the device, and what they are compared with on this machine. */
    static void requireFits(Task task, Problem sizes, DeviceDescription device) {
        long all = 0;
        for (Buffer buffer : task.buffers(sizes)) {
            all += buffer.bytes();
            if (buffer.bytes() > device.facts().maxAllocationBytes()) {
                throw UseCaseException.request("%s of %s takes %s, and %s allows %s in one buffer; give smaller sizes"
                        .formatted(
                                buffer.name(),
                                sizes,
                                gibibytes(buffer.bytes()),
                                device.id(),
                                gibibytes(device.facts().maxAllocationBytes())));
            }
        }
        if (all > device.facts().globalMemoryBytes()) {
            throw UseCaseException.request("%s takes %s, and %s has %s; give smaller sizes"
                    .formatted(
                            sizes,
                            gibibytes(all),
                            device.id(),
                            gibibytes(device.facts().globalMemoryBytes())));
        }
        ProcessEvaluator.lackOfMemory(task, sizes).ifPresent(lack -> {
            throw UseCaseException.request("%s is too large: %s; give smaller sizes".formatted(sizes, lack));
        });
    }

    /** Checks that the kernel is in the device's language and has a configuration for the problem. */
    static void requireRuns(UserKernel kernel, Problem sizes, DeviceChoice.Chosen chosen) {
        if (kernel.kernel().language() != chosen.language()) {
            throw UseCaseException.request("%s is written in %s, and %s runs %s; choose another --device"
                    .formatted(
                            kernel.path(),
                            kernel.kernel().language().id(),
                            chosen.device().id(),
                            chosen.language().id()));
        }
        requireConfiguration(kernel, sizes);
    }

    /** Checks that a task without an expression has a kernel to begin with, and a reference that the device can run. */
    static void requireSearchable(Task task, Problem sizes, Optional<UserKernel> own, DeviceChoice.Chosen chosen) {
        if (task.computation().isPresent()) {
            return;
        }
        Language language = chosen.language();
        boolean begins = own.isPresent()
                || task.kernels().stream().anyMatch(kernel -> kernel.kernel().language() == language);
        if (!begins) {
            throw UseCaseException.request(
                    "task %s has a reference in place of compute, so no kernel can be made for it; give one in %s with --kernel FILE, or under kernels: in the task file"
                            .formatted(task.name(), language.id()));
        }
        Reference reference = task.reference().orElseThrow();
        reference.checkServes(sizes);
        if (reference instanceof Reference.TrustedKernel(UserKernel kernel)
                && kernel.kernel().language() != language) {
            throw UseCaseException.request("the reference %s is written in %s, and %s runs %s; choose another --device"
                    .formatted(
                            kernel.path(),
                            kernel.kernel().language().id(),
                            chosen.device().id(),
                            language.id()));
        }
    }

    /** Checks that the kernel can be compiled for an architecture of CUDA and has a configuration for the problem. */
    static void requireCompiles(UserKernel kernel, Problem sizes) {
        if (kernel.kernel().language() != Language.CUDA) {
            throw UseCaseException.request("%s is written in %s, and --dry-run compiles CUDA C"
                    .formatted(kernel.path(), kernel.kernel().language().id()));
        }
        requireConfiguration(kernel, sizes);
    }

    /**
     * Checks that the source of a kernel in C may be built. It would be rejected in every configuration, and the outcome remembered. Java is
     * looked at when it is compiled.
     */
    static void requireHarmless(UserKernel kernel, Task task, Problem sizes) {
        kernel.kernel()
                .space(sizes.sizes())
                .first()
                .map(first -> kernel.program(first, sizes, task.buffers(sizes)).kernel())
                .filter(built -> !built.trusted())
                .flatMap(SourceScreen::refusal)
                .ifPresent(reason -> {
                    throw UseCaseException.request("%s is not run. %s If it is yours and you trust it, add --trust"
                            .formatted(kernel.path(), reason));
                });
    }

    private static void requireConfiguration(UserKernel kernel, Problem sizes) {
        Space space = kernel.kernel().space(sizes.sizes());
        if (first(kernel, space).isEmpty()) {
            throw UseCaseException.request(
                    "%s: %s for %s, where the local size must divide the global one; change its tunables, or give other sizes"
                            .formatted(kernel.path(), space.whyEmpty(), sizes));
        }
    }

    /** What is wrong with a Python expression is known only when it is computed, such as that a word is added to a number. */
    private static Optional<Configuration> first(UserKernel kernel, Space space) {
        try {
            return space.first();
        } catch (IllegalArgumentException e) {
            throw new UseCaseException(Blame.REQUEST, "%s: %s".formatted(kernel.path(), e.getMessage()), e);
        }
    }

    private static String gibibytes(long bytes) {
        return "%.2f GiB".formatted(bytes / (double) (1L << 30));
    }
}
