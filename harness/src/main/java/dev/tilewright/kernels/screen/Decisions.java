package dev.tilewright.kernels.screen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a compiler would answer where only it knows, {@code defined(cl_khr_fp64)}: each question is answered both ways, in one pass over
 * the source after another, and the same question the same way within a pass.
 */
final class Decisions {

    private final List<Boolean> answers;
    private final Map<String, Boolean> known = new HashMap<>();
    private int asked;

    private Decisions(List<Boolean> answers) {
        this.answers = new ArrayList<>(answers);
    }

    /** Returns the decisions of the first pass: yes to all. */
    static Decisions first() {
        return new Decisions(List.of());
    }

    boolean ask(String question) {
        return known.computeIfAbsent(question, _ -> {
            if (asked == answers.size()) {
                answers.add(true);
            }
            return answers.get(asked++);
        });
    }

    /** Tells whether a further pass is needed. */
    boolean hasNext() {
        return answers.subList(0, asked).contains(true);
    }

    /** Returns the decisions of the next pass: the last yes becomes a no. */
    Decisions next() {
        List<Boolean> next = new ArrayList<>(answers.subList(0, asked));
        while (!next.getLast()) {
            next.removeLast();
        }
        next.set(next.size() - 1, false);
        return new Decisions(next);
    }
}
