package dev.tilewright.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Marks a test, or a class of them, that needs an OpenCL device.
 *
 * <p>Without one it is skipped, and the reason and the number of what was skipped so far are printed. Where the system property or
 * environment variable {@value #REQUIRE} is {@code true}, as in continuous integration, it fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("opencl")
@ExtendWith(OpenClPresent.Condition.class)
public @interface OpenClPresent {

    /** Names the property and the variable that turn skipping into failing. */
    String REQUIRE = "TILEWRIGHT_REQUIRE_OPENCL";

    /** Looks for a device once per process. */
    final class Condition implements ExecutionCondition {

        private static final AtomicInteger SKIPPED = new AtomicInteger();
        private static final Discovery FOUND = Backends.load().discoveries().get("opencl");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!(FOUND instanceof Discovery.Missing(String reason, String remedy))) {
                return ConditionEvaluationResult.enabled("there is an OpenCL device");
            }
            if (required()) {
                throw new AssertionError(
                        "%s needs OpenCL, and %s: %s".formatted(context.getUniqueId(), reason, remedy));
            }
            System.out.printf(
                    "OPENCL SKIPPED (%d tests so far): %s: %s; %s%n",
                    SKIPPED.addAndGet(tests(context)), context.getDisplayName(), reason, remedy);
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

        private static boolean required() {
            return Boolean.parseBoolean(System.getProperty(REQUIRE, System.getenv(REQUIRE)));
        }
    }
}
