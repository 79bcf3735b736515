package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Holds results against what they should be. */
final class Ruler {

    /** Of a million elements of which one in fifty is wrong, so many miss all of them with a probability of 1 in 170. */
    private static final int SPOTS = 256;

    /** So many words of a result are not by chance what its memory was filled with. */
    private static final long UNTOUCHED = 8;

    /** So many elements that are too far off are held against what an honest kernel may be off. */
    private static final int SUSPECTS = 1024;

    private final TaskReference reference;
    private final SecureRandom secret;

    Ruler(TaskReference reference, SecureRandom secret) {
        this.reference = reference;
        this.secret = secret;
    }

    /**
     * How a result compares with its reference.
     *
     * @param error the largest relative error
     * @param fault what is wrong; empty if nothing is
     */
    record Measured(double error, Optional<String> fault) {

        double accept() throws WrongResultException {
            if (fault.isPresent()) {
                throw new WrongResultException(fault.get(), error);
            }
            return error;
        }
    }

    /** Compares all elements of an output. */
    Measured measure(Buffer output, InputSet inputs, MemorySegment result, Problem problem) {
        Expected expected = Objects.requireNonNull(inputs.expected().get(output.name()), output.name());
        if (!expected.attainable()) {
            return new Measured(
                    Double.NaN,
                    Optional.of("the reference of %s is not finite on %s, so nothing can be right"
                            .formatted(output.name(), problem)));
        }
        double error = expected.error(result, output.type());
        double deviation = expected.deviation(result, output.type());
        if (deviation <= 1) {
            return new Measured(error, Optional.empty());
        }
        int[] wrong = expected.wrong(result, output.type());
        boolean excused = !expected.isStrict()
                && !Double.isNaN(deviation)
                && reference
                        .spot(problem)
                        .map(check -> check.guilty(
                                inputs.inputs().contents(), output.name(), suspects(output, expected, result, wrong)))
                        .filter(Optional::isEmpty)
                        .isPresent();
        return new Measured(
                error,
                excused
                        ? Optional.empty()
                        : Optional.of(wrong(output, expected, result, wrong[0], deviation, problem)
                                + inputs.where().map(where -> ", " + where).orElse("")));
    }

    /** Returns elements that are too far off: all if they are few, else some that are drawn, and the worst. */
    private List<SpotCheck.Suspect> suspects(Buffer output, Expected expected, MemorySegment result, int[] wrong) {
        IntFunction<SpotCheck.Suspect> suspect = index -> new SpotCheck.Suspect(
                index, Elements.get(result, output.type(), index), expected.values()[index], expected.allowance(index));
        int worst = Arrays.stream(wrong)
                .reduce((left, right) ->
                        suspect.apply(left).deviation() < suspect.apply(right).deviation() ? right : left)
                .orElseThrow();
        return Arrays.stream(wrong)
                .filter(index -> index == worst || wrong.length <= SUSPECTS || secret.nextInt(wrong.length) < SUSPECTS)
                .mapToObj(suspect)
                .toList();
    }

    private static String wrong(
            Buffer buffer, Expected expected, MemorySegment result, int index, double deviation, Problem problem) {
        return "%s%s is %s and should be %s, give or take %.2g, on %s%s"
                .formatted(
                        buffer.name(),
                        Trial.position(buffer, index),
                        expected.written(Elements.get(result, buffer.type(), index)),
                        expected.written(expected.values()[index]),
                        expected.allowance(index),
                        problem,
                        Double.isNaN(deviation)
                                ? ""
                                : "; the worst element is off by %.3g times what it may be".formatted(deviation));
    }

    /** Tells whether single elements can be looked at. */
    boolean spots() {
        return reference.spots();
    }

    /** Results may be alike, and the word that memory was filled with may be one of them: then what holds it is right. */
    private boolean isRightWhereUntouched(Problem problem, Result taken, Buffer output, MemorySegment result) {
        int words = output.type().bytes() / Integer.BYTES;
        int[] untouched = IntStream.range(0, Math.toIntExact(result.byteSize() / Integer.BYTES))
                .filter(i -> result.getAtIndex(ValueLayout.JAVA_INT, i) == taken.word())
                .map(i -> i / words)
                .distinct()
                .toArray();
        int[] some = IntStream.generate(() -> untouched[secret.nextInt(untouched.length)])
                .limit(SPOTS)
                .sorted()
                .distinct()
                .toArray();
        return reference
                .spot(problem)
                .filter(check -> check.wrong(
                                taken.given().inputs().contents(),
                                taken.outputs(),
                                taken.given().shape(),
                                Map.of(output.name(), some))
                        .isEmpty())
                .isPresent();
    }

    /** Compares some elements of a result, drawn at random, and looks at all for what was not written; empty if they are right, or nobody can tell. */
    Optional<String> spot(TaskDefinition task, Problem problem, Result taken) {
        Contents given = taken.given();
        String where = given.where();
        for (Buffer output : task.buffers(problem)) {
            MemorySegment result = taken.outputs().get(output.name());
            if (result != null) {
                Optional<Long> left =
                        task.tolerance().nonFinite() ? Optional.empty() : Elements.notFinite(result, output.type());
                if (left.isPresent()) {
                    return Optional.of("%s%s is %s %s on %s"
                            .formatted(
                                    output.name(),
                                    Trial.position(output, left.get()),
                                    Elements.get(result, output.type(), left.get()),
                                    where,
                                    problem));
                }
                long untouched = Elements.count(result, taken.word());
                if (untouched >= UNTOUCHED && !isRightWhereUntouched(problem, taken, output, result)) {
                    return Optional.of("%d words of %s were not written %s on %s"
                            .formatted(untouched, output.name(), where, problem));
                }
            }
        }
        return reference
                .spot(problem)
                .flatMap(check -> check.wrong(given.inputs().contents(), taken.outputs(), given.shape(), secret, SPOTS))
                .map(wrong -> wrong + ", " + where);
    }
}
