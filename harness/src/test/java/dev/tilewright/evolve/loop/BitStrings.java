package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.memory.Codec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A whole domain with nothing of a kernel in it: strings of 40 bits in 8 blocks, each a trap (Deb and Goldberg, "Analyzing deception in trap
 * functions", 1993). A block is worth 5 if all its bits are set, and otherwise the more, the fewer are, so flipping single bits leads away
 * from the optimum. The fitness is the natural logarithm of one and what all blocks are worth: {@code ln 41} for the optimum.
 */
class BitStrings implements Domain {

    static final int BLOCKS = 8;
    static final int BLOCK_BITS = 5;
    static final int LENGTH = BLOCKS * BLOCK_BITS;
    static final long OPTIMUM = (1L << LENGTH) - 1;
    static final double HIGHEST = Math.log1p(LENGTH);

    private static final long BLOCK = (1L << BLOCK_BITS) - 1;

    /** What is evolved. */
    record Bits(long bits) implements Genome {

        @Override
        public String hash() {
            return "%010x".formatted(bits);
        }
    }

    /** What is counted beside the fitness. */
    record Ones(int count) implements Measurement {}

    static long bits(Candidate candidate) {
        return ((Bits) candidate.genome()).bits();
    }

    static Candidate seed(long bits) {
        return new Candidate(new Bits(bits), Lineage.seed("seed"));
    }

    /** Returns what a string is worth, as its fitness. */
    static double fitness(long bits) {
        int worth = 0;
        for (int block = 0; block < BLOCKS; block++) {
            int ones = Long.bitCount(bits & BLOCK << block * BLOCK_BITS);
            worth += ones == BLOCK_BITS ? BLOCK_BITS : BLOCK_BITS - 1 - ones;
        }
        return Math.log1p(worth);
    }

    /** Returns strings with half of their bits set, which are worth least. */
    @Override
    public List<Candidate> seeds(UniformRandomProvider random) {
        return List.of(seed(0x5555555555L), seed(0xaaaaaaaaaaL), seed(random.nextLong() & OPTIMUM));
    }

    @Override
    public List<Operator> operators() {
        return List.of(new Flip(), new Fill(), new Cross());
    }

    @Override
    public Optional<Niche> niche(Candidate candidate) {
        return Optional.of(Niche.of("eighths set", Long.bitCount(bits(candidate)) / BLOCK_BITS));
    }

    @Override
    public SortedMap<String, Double> features() {
        return new TreeMap<>(Map.of("length", (double) LENGTH));
    }

    @Override
    public SortedMap<String, Double> features(Candidate parent) {
        return new TreeMap<>(Map.of("ones", (double) Long.bitCount(bits(parent))));
    }

    /** Doubts strings whose last block is cleared. */
    @Override
    public boolean trusts(Candidate candidate) {
        return (bits(candidate) & BLOCK) != 0;
    }

    private static Optional<Candidate> child(List<Candidate> parents, Decision decision, long bits) {
        return Optional.of(new Candidate(
                new Bits(bits), Lineage.child(parents, decision, "%s to %010x".formatted(decision, bits))));
    }

    /** Flips as many bits as its strength says. */
    private record Flip() implements Operator {

        @Override
        public String name() {
            return "flip";
        }

        @Override
        public List<Arm> moves(Candidate parent) {
            return List.of(Arm.of(name()));
        }

        @Override
        public List<String> strengths() {
            return List.of("1", "2", "5");
        }

        @Override
        public Optional<Candidate> make(List<Candidate> parents, Decision decision, UniformRandomProvider random) {
            long bits = bits(parents.getFirst());
            int strength = Integer.parseInt(decision.choices().get(Decision.STRENGTH));
            for (int i = 0; i < strength; i++) {
                bits ^= 1L << random.nextInt(LENGTH);
            }
            return child(parents.subList(0, 1), decision, bits);
        }
    }

    /** Sets or clears a block; one that is so already makes no child. */
    private record Fill() implements Operator {

        @Override
        public String name() {
            return "fill";
        }

        @Override
        public List<Arm> moves(Candidate parent) {
            return List.of(Arm.of(name(), "ones"), Arm.of(name(), "zeros"));
        }

        @Override
        public Optional<Candidate> make(List<Candidate> parents, Decision decision, UniformRandomProvider random) {
            long before = bits(parents.getFirst());
            long block = BLOCK << random.nextInt(BLOCKS) * BLOCK_BITS;
            long after = decision.transformation().orElseThrow().equals("ones") ? before | block : before & ~block;
            return before == after ? Optional.empty() : child(parents.subList(0, 1), decision, after);
        }
    }

    /** Takes each block from one of two parents. */
    private record Cross() implements Operator {

        @Override
        public String name() {
            return "cross";
        }

        @Override
        public List<Arm> moves(Candidate parent) {
            return List.of(Arm.of(name()));
        }

        @Override
        public Optional<Candidate> make(List<Candidate> parents, Decision decision, UniformRandomProvider random) {
            long mask = 0;
            for (int block = 0; block < BLOCKS; block++) {
                mask |= random.nextBoolean() ? BLOCK << block * BLOCK_BITS : 0;
            }
            return child(parents, decision, bits(parents.get(0)) & mask | bits(parents.get(1)) & ~mask);
        }
    }

    /** How strings are kept. */
    static final class BitCodec implements Codec {

        @Override
        public String domain() {
            return "bits";
        }

        @Override
        public Encoded write(Genome genome) {
            return new Encoded("\"%s\"".formatted(genome.hash()), "{}");
        }

        @Override
        public Genome genome(Encoded encoded) {
            return new Bits(Long.parseLong(encoded.genome().replace("\"", ""), 16));
        }

        @Override
        public String write(Measurement measurement) {
            return Integer.toString(((Ones) measurement).count());
        }

        @Override
        public Measurement evaluation(String json) {
            return new Ones(Integer.parseInt(json));
        }

        @Override
        public Measurement comparison(String json) {
            return evaluation(json);
        }
    }
}
