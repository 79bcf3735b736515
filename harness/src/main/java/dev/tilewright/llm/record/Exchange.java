package dev.tilewright.llm.record;

import dev.tilewright.evolve.candidate.Decision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One request to a language model and what became of it. No key is in it.
 *
 * @param ordinal its place among the requests of the run, from 0, in the order in which they were made
 * @param asked what was asked
 * @param came what came back
 * @param taken what the search did with it; empty for an answer that it never looked at
 */
public record Exchange(int ordinal, Asked asked, Came came, Optional<Taken> taken) {

    /** Returns the same exchange with what the search did with it. */
    public Exchange taken(Taken outcome) {
        return new Exchange(ordinal, asked, came, Optional.of(outcome));
    }

    /** What a request was for. */
    public enum Purpose {
        /** A child of one parent, or of two. */
        PROPOSAL("proposal"),
        /** The same again, after it was refused for a reason that the request gives. */
        REPAIR("repair"),
        /** What works on this hardware, read from the record. */
        BELIEFS("beliefs"),
        /** New styles of prompt, from the record of which paid. */
        STYLES("styles");

        private final String id;

        Purpose(String id) {
            this.id = id;
        }

        /** Returns the name used in files. */
        public String id() {
            return id;
        }

        static Purpose of(String id) {
            for (Purpose purpose : values()) {
                if (purpose.id.equals(id)) {
                    return purpose;
                }
            }
            throw new IllegalArgumentException("no purpose is called " + id);
        }
    }

    /**
     * One message of a conversation.
     *
     * @param role who speaks: {@code system}, {@code user} or {@code assistant}
     * @param text what is said
     */
    public record Line(String role, String text) {}

    /**
     * What was asked.
     *
     * @param purpose what for
     * @param model which model, by its name in the models file
     * @param decision what the controller chose; empty for what is no proposal
     * @param parents hashes of the candidates to change, the first first
     * @param lines the conversation as it was sent
     * @param temperature how freely the model was to draw
     * @param turn the turn of the search in which it was asked
     * @param repairs the ordinal of the exchange whose answer is to be repaired
     */
    public record Asked(
            Purpose purpose,
            String model,
            Optional<Decision> decision,
            List<String> parents,
            List<Line> lines,
            double temperature,
            int turn,
            OptionalInt repairs) {
        public Asked {
            parents = List.copyOf(parents);
            lines = List.copyOf(lines);
        }
    }

    /**
     * What came back.
     *
     * @param answer the answer; empty if there is none
     * @param truncated whether it was cut off at the most tokens that an answer may have
     * @param failure why there is no answer, empty if there is one
     * @param broke whether there is none because the budget was spent
     * @param requests HTTP requests that it took
     * @param tokens tokens of prompts and answers
     * @param money what they cost
     * @param nanos how long it took, in ns
     */
    public record Came(
            String answer,
            boolean truncated,
            String failure,
            boolean broke,
            long requests,
            long tokens,
            double money,
            long nanos) {}

    /**
     * What the search did with an answer.
     *
     * @param turn the turn of the search in which it was looked at
     * @param verdict what became of it
     * @param reason why, for people; empty if it became a candidate
     * @param candidate the hash of the candidate that it became
     */
    public record Taken(int turn, Verdict verdict, String reason, Optional<String> candidate) {}

    /** What became of an answer. */
    public enum Verdict {
        /** It is a candidate, and was evaluated. */
        CANDIDATE("candidate"),
        /** It was refused before anything was built. */
        REJECTED("rejected"),
        /** There was none. */
        FAILED("failed"),
        /** It is no proposal, and was understood. */
        READ("read");

        private final String id;

        Verdict(String id) {
            this.id = id;
        }

        /** Returns the name used in files. */
        public String id() {
            return id;
        }

        static Verdict of(String id) {
            for (Verdict verdict : values()) {
                if (verdict.id.equals(id)) {
                    return verdict;
                }
            }
            throw new IllegalArgumentException("no verdict is called " + id);
        }
    }
}
