package dev.tilewright.device.jvm;

/** One launch with its arguments bound; {@link RunnerClass} makes one per entry point. Public for the generated classes alone. */
public interface GroupRange {

    /** Runs the work-groups with linear numbers {@code from} up to {@code to}, exclusive; dimension 0 is fastest. */
    void run(int from, int to);
}
