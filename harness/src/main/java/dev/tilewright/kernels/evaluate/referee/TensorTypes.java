package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.task.Argument;
import dev.tilewright.tensor.Precision;
import dev.tilewright.tensor.TensorForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the types of a task's arguments are to its expression. */
final class TensorTypes {

    private TensorTypes() {}

    /** Returns the precision of every argument. */
    static Map<String, Precision> precisions(List<Argument> arguments) {
        Map<String, Precision> precisions = new HashMap<>();
        arguments.forEach(argument -> precisions.put(argument.name(), precision(argument.type())));
        return precisions;
    }

    static Precision precision(ElementType type) {
        return switch (type) {
            case FLOAT32 -> Precision.SINGLE;
            case FLOAT64 -> Precision.DOUBLE;
            case INT32 -> Precision.WHOLE;
        };
    }

    /** Returns what holds an argument that is read where kernels read it. */
    static Map<String, TensorForm> forms(List<Argument> arguments) {
        Map<String, TensorForm> forms = new HashMap<>();
        arguments.forEach(argument -> forms.put(
                argument.name(),
                switch (argument.type()) {
                    case FLOAT32 -> TensorForm.FLOAT32;
                    case FLOAT64 -> TensorForm.FLOAT64;
                    case INT32 -> TensorForm.INT32;
                }));
        return forms;
    }
}
