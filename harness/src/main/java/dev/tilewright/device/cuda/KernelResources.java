package dev.tilewright.device.cuda;

/**
 * What one entry point takes of a multiprocessor, as the assembler reports it.
 *
 * @param entry the entry point's symbol
 * @param registers 32-bit registers of a thread
 * @param stackBytes local memory of a thread, in bytes: arrays that are indexed at run time, and spills
 * @param spillStoreBytes what a thread writes to memory for want of registers, in bytes
 * @param spillLoadBytes what a thread reads back, in bytes
 * @param sharedBytes shared memory that a group declares, in bytes
 */
public record KernelResources(
        String entry, int registers, long stackBytes, long spillStoreBytes, long spillLoadBytes, long sharedBytes) {

    /** Returns whether registers do not suffice. */
    public boolean spills() {
        return spillStoreBytes > 0 || spillLoadBytes > 0;
    }

    /** Returns one line for a person. */
    public String describe() {
        return "%s: %d registers, %s, %d bytes of shared memory%s"
                .formatted(
                        entry,
                        registers,
                        spills()
                                ? "%d bytes of spill stores and %d of loads".formatted(spillStoreBytes, spillLoadBytes)
                                : "no spills",
                        sharedBytes,
                        stackBytes > 0 ? ", %d bytes of stack".formatted(stackBytes) : "");
    }
}
