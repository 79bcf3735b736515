package dev.tilewright.llm.answer;

import java.util.List;
import java.util.Locale;

/** The form in which a model is asked to answer. */
public enum Form {
    /** SEARCH/REPLACE blocks that change the parent's source. */
    EDIT,
    /** A whole source in place of the parent's. */
    REWRITE,
    /** A schedule: the steps of loop transformations, as JSON where the model can be held to a schema. */
    SCHEDULE,
    /** A whole source, or a schedule, that combines two parents. */
    CROSS;

    /** Returns the name used in decisions. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a form by its {@link #id()}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Form of(String id) {
        return List.of(values()).stream()
                .filter(form -> form.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no form is called " + id));
    }
}
