package dev.tilewright.app;

import dev.tilewright.confine.UnpackedLibraries;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;
import dev.tilewright.kernels.KernelCodec;
import dev.tilewright.llm.record.Conversations;
import dev.tilewright.tuning.recorded.ConfigurationCodec;

/** A memory that is open: what was evaluated, and what language models said. */
public final class OpenMemory implements AutoCloseable {

    static {
        UnpackedLibraries.direct();
    }

    private final Store store;
    private final Memory memory;
    private final Memory configurations;
    private final Conversations conversations;

    private OpenMemory(Store store) {
        this.store = store;
        memory = store.memory(new KernelCodec());
        configurations = store.memory(new ConfigurationCodec());
        conversations = Conversations.of(store);
    }

    /** Opens a memory, and makes it if there is none, as {@link Store#open} does. */
    public static OpenMemory open(String location) {
        return new OpenMemory(Store.open(location));
    }

    /** Opens a memory that must be there, as {@link Store#openExisting} does. */
    public static OpenMemory openExisting(String location) {
        return new OpenMemory(Store.openExisting(location));
    }

    /** Opens a memory that must be there to read it, as {@link Store#openToRead} does. */
    public static OpenMemory openToRead(String location) {
        return new OpenMemory(Store.openToRead(location));
    }

    /** Returns what was evaluated of kernels. */
    public Memory memory() {
        return memory;
    }

    /** Returns what was recorded of configurations: by searches on recordings, and by imports. */
    public Memory configurations() {
        return configurations;
    }

    /** Returns what language models said. */
    public Conversations conversations() {
        return conversations;
    }

    @Override
    public void close() {
        store.close();
    }
}
