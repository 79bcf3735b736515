package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;

/** A domain of words, as far as memory has to know it, with steps to keep. */
final class Words implements Codec {

    static final Words CODEC = new Words();
    static final Hardware CPU = new Hardware("opencl", "GenuineIntel", "Xeon(R) @ 2.5 GHz", "skylake", "PoCL 3.1");
    static final Hardware GPU = new Hardware("opencl", "NVIDIA", "H100", "sm_90", "550.1");
    static final Workload WORKLOAD = new Workload("words", "N=1024");

    private Words() {}

    /** A word; whether its letters are capitals makes no difference. */
    record Word(String text) implements Genome {

        @Override
        public String hash() {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    /** What is measured of a word, as it is written. */
    record Measured(String json) implements Measurement {}

    @Override
    public String domain() {
        return "words";
    }

    @Override
    public Encoded write(Genome genome) {
        String text = JsonMapper.shared().writeValueAsString(((Word) genome).text());
        return new Encoded(text, "{\"rendered\":" + text + "}");
    }

    @Override
    public Genome genome(Encoded encoded) {
        String text = JsonMapper.shared().readValue(encoded.genome(), String.class);
        if (!encoded.rendering().equals("{\"rendered\":" + encoded.genome() + "}")) {
            throw new IllegalArgumentException("not the rendering of " + text + ": " + encoded.rendering());
        }
        return new Word(text);
    }

    @Override
    public String write(Measurement measurement) {
        return ((Measured) measurement).json();
    }

    @Override
    public Measurement evaluation(String json) {
        return new Measured(json);
    }

    @Override
    public Measurement comparison(String json) {
        return new Measured(json);
    }

    /** Returns a seed if no parents are given. */
    static Candidate candidate(int number, String... parents) {
        Lineage lineage = parents.length == 0
                ? Lineage.seed("naive")
                : new Lineage(
                        List.of(parents), Optional.of(Decision.parse(number, "tune:letters[strength=2]@1")), "longer");
        return new Candidate(new Word("Word " + number), lineage);
    }

    static Run run(String id, Hardware hardware) {
        return new Run(
                id,
                WORKLOAD,
                hardware,
                "opencl:0",
                "{\"seed\": 1}",
                "0.2.0",
                Instant.parse("2026-01-02T03:04:05.123456789Z"));
    }

    static Evaluation ok(double fitness) {
        return new Evaluation(
                Status.OK,
                OptionalDouble.of(fitness),
                "",
                Optional.of(new Measured("{\"letters\":%s}".formatted(fitness))),
                75_000_000);
    }

    static Step step(int ordinal, Candidate candidate, Evaluation evaluation) {
        return new Step(
                ordinal,
                candidate,
                evaluation,
                false,
                0.25,
                ordinal + 2,
                Optional.empty(),
                Instant.parse("2026-01-02T03:04:06Z").plusMillis(ordinal));
    }

    static Step recalled(Step step) {
        return new Step(
                step.ordinal(),
                step.candidate(),
                step.evaluation(),
                true,
                0,
                step.turn(),
                step.settlement(),
                step.committed());
    }

    static Settlement settlement(Verdict verdict, double fitness, int after) {
        return new Settlement(
                new Confirmation(
                        verdict, OptionalDouble.of(fitness), "because", Optional.of(new Measured("{\"p\":0.01}"))),
                after,
                after + 1,
                after + 3);
    }

    /** Returns a step with a comparison that was made at once. */
    static Step confirmed(Step step, Verdict verdict, double fitness) {
        return step.settled(settlement(verdict, fitness, step.ordinal()));
    }
}
