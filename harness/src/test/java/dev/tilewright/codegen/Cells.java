package dev.tilewright.codegen;

import java.util.Arrays;
import java.util.List;

/**
 * An array that knows who wrote and who read each of its elements, and since when.
 *
 * <p>Two accesses to an element, one of them a write, race if different workers make them in one launch, unless the workers are of one
 * group and have met at a barrier between. A worker is a work-item of a group, and groups run one after the other.
 */
final class Cells {

    private static final int NOBODY = -1;
    private static final int SEVERAL = -2;

    private static final int NEVER = -1;

    private final String name;
    private final long[] shape;
    private final double[] values;
    private final boolean[] written;
    private final int[] writer;
    private final int[] reader;
    private final int[] writePhase;
    private final int[] firstReadPhase;
    private final int[] lastReadPhase;

    /** Counts barriers, groups and launches. */
    private int phase;

    private int launchBegan;
    private int groupBegan;

    Cells(String name, List<Long> shape) {
        this.name = name;
        this.shape = shape.stream().mapToLong(Long::longValue).toArray();
        int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        values = new double[elements];
        written = new boolean[elements];
        writer = new int[elements];
        reader = new int[elements];
        writePhase = new int[elements];
        firstReadPhase = new int[elements];
        lastReadPhase = new int[elements];
        forget();
    }

    /** Makes every element one that nothing wrote. */
    void forget() {
        Arrays.fill(written, false);
        Arrays.fill(writer, NOBODY);
        Arrays.fill(reader, NOBODY);
        Arrays.fill(writePhase, NEVER);
        Arrays.fill(firstReadPhase, NEVER);
        Arrays.fill(lastReadPhase, NEVER);
    }

    /** Fills the array, as a host does before a launch. */
    void fill(double[] numbers) {
        System.arraycopy(numbers, 0, values, 0, numbers.length);
        Arrays.fill(written, true);
    }

    /** Orders whatever was accessed before whatever follows, by any worker. */
    void beginLaunch() {
        launchBegan = ++phase;
        groupBegan = phase;
    }

    /** Begins with another group, which may run at the same time as those before. */
    void beginGroup() {
        groupBegan = ++phase;
    }

    /** Orders whatever the workers of this group accessed before whatever they access next. */
    void meet() {
        phase++;
    }

    /** Tells whether what another worker did in a phase may come at the same time as what is done now. */
    private boolean mayComeNow(int then) {
        return then >= launchBegan && (then < groupBegan || then == phase);
    }

    private boolean readInOtherGroup(int place) {
        return lastReadPhase[place] >= launchBegan && firstReadPhase[place] < groupBegan;
    }

    int elements() {
        return values.length;
    }

    /** Returns the numbers, all of which must have been written. */
    double[] numbers() {
        for (int i = 0; i < values.length; i++) {
            if (!written[i]) {
                throw new KernelFault("nothing wrote element %d of %s".formatted(i, name));
            }
        }
        return values.clone();
    }

    /** Finds an element. */
    int place(long[] indices) {
        if (indices.length != shape.length) {
            throw new KernelFault("%s has %d dimensions, not %d".formatted(name, shape.length, indices.length));
        }
        long place = 0;
        for (int d = 0; d < shape.length; d++) {
            if (indices[d] < 0 || indices[d] >= shape[d]) {
                throw new KernelFault(
                        "%s%s is outside of %s".formatted(name, Arrays.toString(indices), Arrays.toString(shape)));
            }
            place = place * shape[d] + indices[d];
        }
        return (int) place;
    }

    double read(int place, int worker) {
        if (!written[place]) {
            throw new KernelFault("element %d of %s is read, and nothing wrote it".formatted(place, name));
        }
        if (writer[place] != worker && mayComeNow(writePhase[place])) {
            throw new KernelFault("element %d of %s is read by %d, and %d wrote it with no barrier between"
                    .formatted(place, name, worker, writer[place]));
        }
        boolean sole = lastReadPhase[place] != phase || reader[place] == worker;
        reader[place] = sole ? worker : SEVERAL;
        firstReadPhase[place] = lastReadPhase[place] >= launchBegan ? firstReadPhase[place] : phase;
        lastReadPhase[place] = phase;
        return values[place];
    }

    void write(int place, int worker, double value) {
        boolean readNow = lastReadPhase[place] == phase && reader[place] != worker;
        boolean readByOther = readNow || readInOtherGroup(place);
        boolean writtenByOther = writer[place] != worker && mayComeNow(writePhase[place]);
        if (readByOther || writtenByOther) {
            throw new KernelFault("element %d of %s is written by %d, and another %s it with no barrier between"
                    .formatted(place, name, worker, readByOther ? "read" : "wrote"));
        }
        values[place] = value;
        written[place] = true;
        writer[place] = worker;
        writePhase[place] = phase;
    }
}
