package dev.tilewright.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks a test, or a class of them, that needs a TornadoVM SDK with a device.
 *
 * <p>Without one it is skipped, and the reason and the number of what was skipped so far are printed. Where the system property or
 * environment variable {@value #REQUIRE} is {@code true}, it fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("tornado")
@ExtendWith(TornadoPresent.Condition.class)
public @interface TornadoPresent {

    /** Names the property and the variable that turn skipping into failing. */
    String REQUIRE = "TILEWRIGHT_REQUIRE_TORNADO";

    /** Looks for a device once per process. */
    final class Condition implements ExecutionCondition {

        private static final BackendPresence PRESENCE = new BackendPresence("tornado", REQUIRE);

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return PRESENCE.evaluate(context);
        }
    }
}
