package dev.tilewright.memory;

import dev.tilewright.device.Hardware;
import java.util.List;
import java.util.Map;

/** The part of memory that has to do with language models: what was said, what they believe, and how they are best asked. */
public interface Conversations {

    /** Keeps an exchange of a run, replacing what was kept under its ordinal. */
    void keep(String run, Exchange exchange);

    /** Returns the exchanges of a run, in order. */
    List<Exchange> exchanges(String run);

    /** Keeps a belief, replacing what was kept under its id. */
    void keep(Hardware hardware, Belief belief);

    /** Returns the beliefs that are held on some hardware, whatever the task, oldest first. */
    List<Belief> beliefs(Hardware hardware);

    /** Keeps a style of prompts, as JSON, replacing what was kept under its name. */
    void keepStyle(String name, String json, boolean retired);

    /** Returns the styles of prompts that are in use, as JSON, by name. */
    Map<String, String> styles();

    /** Returns the names of the styles that were given up. */
    List<String> retiredStyles();
}
