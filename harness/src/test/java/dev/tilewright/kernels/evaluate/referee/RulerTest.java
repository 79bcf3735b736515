package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A product of which every element is a sum of equal terms, so that an honest running sum is further off than the error model allows. */
class RulerTest {

    private static final int SIZE = 64;
    private static final int LENGTH = 4096;
    private static final float TERM = 0.7f;

    private final TaskDefinition task = ShippedTasks.definition(ShippedTasks.named("matmul"));
    private final Problem problem = Problem.parse("M=%d,N=%d,K=%d".formatted(SIZE, SIZE, LENGTH));
    private final TensorReference reference =
            new TensorReference(task, ((ReferenceDefinition.Expression) task.reference()).compute());
    private final Inputs inputs = Inputs.of(Map.of("A", all(TERM, SIZE * LENGTH), "B", all(1, SIZE * LENGTH)));
    private final InputSet set = new InputSet(
            inputs,
            InputShape.ALL_EQUAL,
            reference.expected(task, problem, inputs, InputShape.ALL_EQUAL),
            Optional.empty());

    private static MemorySegment all(float number, int count) {
        MemorySegment memory = Arena.ofAuto().allocate((long) count * Float.BYTES, 64);
        for (int i = 0; i < count; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
        }
        return memory;
    }

    private static float runningSum() {
        float sum = 0;
        for (int k = 0; k < LENGTH; k++) {
            sum += TERM;
        }
        return sum;
    }

    private Optional<String> fault(MemorySegment result) {
        Buffer output = task.buffers(problem).stream()
                .filter(buffer -> buffer.name().equals("C"))
                .findFirst()
                .orElseThrow();
        return new Ruler(reference, new SecureRandom())
                .measure(output, set, result, problem)
                .fault();
    }

    @Test
    void whatThePlainestKernelGivesEverywhereIsRight() {
        double relative = Math.abs(runningSum() / ((double) TERM * LENGTH) - 1);
        assertThat(relative).as("further off than the model allows").isGreaterThan(2 * 64 * 0x1p-24);
        assertThat(fault(all(runningSum(), SIZE * SIZE))).isEmpty();
    }

    /** Looks at results whose memory held {@code word} before. */
    private Optional<String> fault(MemorySegment result, float word) {
        Result taken = new Result(
                Contents.copied(inputs, InputShape.ALL_EQUAL), Float.floatToRawIntBits(word), Map.of("C", result));
        return new Ruler(reference, new SecureRandom()).spot(task, problem, taken);
    }

    @Test
    void whatIsRightWasWrittenWhateverWasThereBefore() {
        float sum = (float) ((double) TERM * LENGTH);
        assertThat(fault(all(sum, SIZE * SIZE), sum)).isEmpty();
        MemorySegment unwritten = all(sum, SIZE * SIZE);
        for (int i = 100; i < 109; i++) {
            unwritten.setAtIndex(ValueLayout.JAVA_FLOAT, i, 3);
        }
        assertThat(fault(unwritten, 3)).get().asString().startsWith("9 words of C were not written");
    }

    @Test
    void oneElementThatIsWorseIsFoundAmongThousandsThatAreExcused() {
        for (int place = 0; place < SIZE * SIZE; place += 411) {
            MemorySegment result = all(runningSum(), SIZE * SIZE);
            result.setAtIndex(ValueLayout.JAVA_FLOAT, place, 1.01f * runningSum());
            assertThat(fault(result)).get().asString().endsWith(", on all-equal inputs");
        }
    }
}
