package dev.tilewright.codegen;

import java.util.Arrays;
import java.util.List;

/**
 * An array that knows who wrote and who read each of its elements, and since when.
 *
 * <p>Two accesses to an element, one of them a write, race if different workers make them in one epoch. The epoch of a tensor is a
 * launch, where a worker is a work-item of a group; that of a tile is the time between two barriers.
 */
final class Cells {

    private static final int NOBODY = -1;
    private static final int SEVERAL = -2;

    private final String name;
    private final long[] shape;
    private final double[] values;
    private final boolean[] written;
    private final int[] writer;
    private final int[] reader;
    private final int[] writeEpoch;
    private final int[] readEpoch;
    private int epoch;

    Cells(String name, List<Long> shape) {
        this.name = name;
        this.shape = shape.stream().mapToLong(Long::longValue).toArray();
        int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        values = new double[elements];
        written = new boolean[elements];
        writer = new int[elements];
        reader = new int[elements];
        writeEpoch = new int[elements];
        readEpoch = new int[elements];
        forget();
    }

    /** Makes every element one that nothing wrote. */
    void forget() {
        Arrays.fill(written, false);
        Arrays.fill(writer, NOBODY);
        Arrays.fill(reader, NOBODY);
        Arrays.fill(writeEpoch, -1);
        Arrays.fill(readEpoch, -1);
    }

    /** Fills the array, as a host does before a launch. */
    void fill(double[] numbers) {
        System.arraycopy(numbers, 0, values, 0, numbers.length);
        Arrays.fill(written, true);
    }

    /** Begins an epoch: whatever was accessed before is ordered before whatever follows. */
    void synchronise() {
        epoch++;
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
        if (writeEpoch[place] == epoch && writer[place] != worker) {
            throw new KernelFault("element %d of %s is read by %d, and %d wrote it with no barrier between"
                    .formatted(place, name, worker, writer[place]));
        }
        boolean same = readEpoch[place] != epoch || reader[place] == worker;
        reader[place] = same ? worker : SEVERAL;
        readEpoch[place] = epoch;
        return values[place];
    }

    void write(int place, int worker, double value) {
        boolean readByOther = readEpoch[place] == epoch && reader[place] != worker;
        boolean writtenByOther = writeEpoch[place] == epoch && writer[place] != worker;
        if (readByOther || writtenByOther) {
            throw new KernelFault("element %d of %s is written by %d, and another %s it with no barrier between"
                    .formatted(place, name, worker, readByOther ? "read" : "wrote"));
        }
        values[place] = value;
        written[place] = true;
        writer[place] = worker;
        writeEpoch[place] = epoch;
    }
}
