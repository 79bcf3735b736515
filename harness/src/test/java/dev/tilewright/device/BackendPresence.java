package dev.tilewright.device;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Whether a backend has a device here; without one its tests are skipped, and that is printed with their number so far. */
final class BackendPresence {

    private final String backend;
    private final String require;
    private final Discovery found;
    private final AtomicInteger skipped = new AtomicInteger();

    /**
     * Looks for devices.
     *
     * @param require the property and variable that turn skipping into failing
     */
    BackendPresence(String backend, String require) {
        this.backend = backend;
        this.require = require;
        found = Backends.load()
                .discoveries()
                .getOrDefault(backend, new Discovery.Missing("there is no such backend", ""));
    }

    ConditionEvaluationResult evaluate(ExtensionContext context) {
        if (!(found instanceof Discovery.Missing(String reason, String remedy))) {
            return ConditionEvaluationResult.enabled("there is a device of " + backend);
        }
        if (Boolean.parseBoolean(System.getProperty(require, System.getenv(require)))) {
            throw new AssertionError(
                    "%s needs %s, and %s: %s".formatted(context.getUniqueId(), backend, reason, remedy));
        }
        System.out.printf(
                "%s NOT RUN (%d tests so far): %s: %s; %s%n",
                backend.toUpperCase(Locale.ROOT),
                skipped.addAndGet(tests(context)),
                context.getDisplayName(),
                reason,
                remedy);
        return ConditionEvaluationResult.disabled(reason + "; " + remedy);
    }

    /** Skipping a class skips all its tests. */
    private static int tests(ExtensionContext context) {
        return context.getTestMethod().isPresent()
                ? 1
                : AnnotationSupport.findAnnotatedMethods(
                                context.getRequiredTestClass(), Test.class, HierarchyTraversalMode.TOP_DOWN)
                        .size();
    }
}
