package dev.tilewright.study.live;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.loop.Domain;
import dev.tilewright.evolve.loop.Operator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A domain whose operators are left to a source: it has the same seeds and niches, and nothing to breed with.
 *
 * @param whole the domain
 */
record Unbred(Domain whole) implements Domain {

    @Override
    public List<Operator> operators() {
        return List.of();
    }

    @Override
    public List<Candidate> seeds(UniformRandomProvider random) {
        return whole.seeds(random);
    }

    @Override
    public Optional<Candidate> draw(UniformRandomProvider random) {
        return whole.draw(random);
    }

    @Override
    public Optional<Candidate> draw(UniformRandomProvider random, Predicate<Candidate> condition) {
        return whole.draw(random, condition);
    }

    @Override
    public Optional<Candidate> another(Candidate seed, UniformRandomProvider random, Predicate<Candidate> condition) {
        return whole.another(seed, random, condition);
    }

    @Override
    public Optional<Niche> niche(Candidate candidate) {
        return whole.niche(candidate);
    }

    @Override
    public SortedMap<String, Double> features() {
        return whole.features();
    }

    @Override
    public SortedMap<String, Double> features(Candidate parent) {
        return whole.features(parent);
    }

    @Override
    public boolean trusts(Candidate candidate) {
        return whole.trusts(candidate);
    }
}
