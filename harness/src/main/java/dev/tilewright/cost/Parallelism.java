package dev.tilewright.cost;

/**
 * How a launch spreads over a device.
 *
 * @param groups work-groups
 * @param groupSize work-items in a group
 * @param computeUnits cores or multiprocessors that groups are spread over
 */
public record Parallelism(long groups, long groupSize, int computeUnits) {

    /** Returns the work-items of all groups together. */
    public long workItems() {
        return groups * groupSize;
    }

    /** Returns how many groups a compute unit runs, on average. */
    public double groupsPerUnit() {
        return (double) groups / computeUnits;
    }

    /** Returns the share of compute units that the last wave of groups keeps busy, above 0 and at most 1. */
    public double lastWave() {
        long left = groups % computeUnits;
        return left == 0 ? 1 : (double) left / computeUnits;
    }

    /** Returns the share of compute units that are busy on average, if all groups take equally long: above 0 and at most 1. */
    public double balance() {
        return (double) groups / (Math.ceilDiv(groups, computeUnits) * computeUnits);
    }
}
