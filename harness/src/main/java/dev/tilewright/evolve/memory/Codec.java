package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Measurement;
import java.util.List;

/**
 * How the genomes and measurements of one domain are written, so that memory can keep what it cannot read. What is read equals what was
 * written. A codec needs nothing but the text: a run can be shown when its task file is gone.
 *
 * <p>Every method that reads throws {@link IllegalArgumentException} if the text is not what the codec wrote.
 */
public interface Codec {

    /** Returns the name of the domain, which runs are told apart by. */
    String domain();

    /** Writes a genome. */
    Encoded write(Genome genome);

    /** Reads a genome. */
    Genome genome(Encoded encoded);

    /** Writes what was measured in an evaluation or a comparison, as JSON. */
    String write(Measurement measurement);

    /** Reads what was measured in an evaluation. */
    Measurement evaluation(String json);

    /** Reads what was measured in a comparison. */
    Measurement comparison(String json);

    /**
     * A genome as text.
     *
     * @param genome what evolution changes, as JSON, short
     * @param rendering all that it takes to show it and use it without the domain's sources, as JSON
     * @param texts long texts that the two refer to by their places, and that many genomes have in common; memory keeps each once
     */
    record Encoded(String genome, String rendering, List<String> texts) {

        public Encoded {
            texts = List.copyOf(texts);
        }

        /** Makes a genome as text that refers to nothing. */
        public Encoded(String genome, String rendering) {
            this(genome, rendering, List.of());
        }
    }
}
