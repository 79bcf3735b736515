package dev.tilewright.device.cuda;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks a test that compiles CUDA C. Without a compiler it is skipped, and the reason is printed.
 *
 * <p>Where the system property or environment variable {@value #REQUIRE} is {@code true}, it fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("cuda-compiler")
@ExtendWith(CudaCompilerPresent.Condition.class)
public @interface CudaCompilerPresent {

    /** Names the property and the variable that turn skipping into failing. */
    String REQUIRE = "TILEWRIGHT_REQUIRE_CUDA_COMPILER";

    /** Looks for a compiler once per process. */
    final class Condition implements ExecutionCondition {

        private static final Optional<CudaCompiler> FOUND = CudaCompilers.find();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (FOUND.isPresent()) {
                return ConditionEvaluationResult.enabled(FOUND.get().version());
            }
            if (Boolean.parseBoolean(System.getProperty(REQUIRE, System.getenv(REQUIRE)))) {
                throw new AssertionError(
                        "%s compiles CUDA C, and %s".formatted(context.getUniqueId(), CudaCompilers.MISSING));
            }
            System.out.printf("CUDA COMPILER SKIPPED: %s: %s%n", context.getDisplayName(), CudaCompilers.MISSING);
            return ConditionEvaluationResult.disabled(CudaCompilers.MISSING);
        }
    }
}
