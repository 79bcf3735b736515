package dev.tilewright.llm.record;

import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Store;
import java.util.List;
import java.util.Map;

/** The part of memory that has to do with language models: what was said, what they believe, and how they are best asked. */
public interface Conversations {

    /** Returns the conversations that a store keeps. */
    static Conversations of(Store store) {
        return new SqliteConversations(store);
    }

    /** Keeps an exchange of a run, replacing what was kept under its ordinal. */
    void keep(String run, Exchange exchange);

    /** Returns the exchanges of a run, in order. */
    List<Exchange> exchanges(String run);

    /** Keeps a belief, replacing what was kept under its id. */
    void keep(Hardware hardware, Belief belief);

    /**
     * Returns the beliefs that are held on some hardware, or of its whole class, whatever the task, oldest first.
     *
     * @param devices the class of the hardware, {@code cpu} or {@code gpu}
     */
    List<Belief> beliefs(Hardware hardware, String devices);

    /** Keeps a style of prompts, as JSON, replacing what was kept under its name. */
    void keepStyle(String name, String json);

    /** Returns the styles of prompts that models wrote, as JSON, by name. */
    Map<String, String> styles();

    /** Adds what one more answer to a prompt in a style earned on some hardware. */
    void earned(Hardware hardware, String style, double reward);

    /**
     * Corrects what an answer to a prompt in a style earned on some hardware, because what became of it was refuted. It counts as one answer
     * still.
     *
     * @param before what was added for it
     * @param after what should have been added
     */
    void corrected(Hardware hardware, String style, double before, double after);

    /** Gives up a style on some hardware. */
    void retire(Hardware hardware, String style);

    /** Returns what styles earned on some hardware. */
    List<StyleRecord> styleRecords(Hardware hardware);
}
