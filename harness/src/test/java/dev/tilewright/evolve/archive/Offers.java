package dev.tilewright.evolve.archive;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Lineage;
import java.util.List;
import java.util.Optional;

/** Candidates that are nothing but a name, and what is offered of them. */
final class Offers {

    private Offers() {}

    private record Named(String hash) implements Genome {}

    static Candidate candidate(String name) {
        return new Candidate(new Named(name), Lineage.seed(name));
    }

    static Candidate child(String name, String parent) {
        return new Candidate(new Named(name), new Lineage(List.of(parent), Optional.empty(), name));
    }

    static Elite elite(String name, double fitness) {
        return new Elite(candidate(name), fitness);
    }

    static Elite elite(String name, double fitness, double spread) {
        return new Elite(candidate(name), fitness, spread, List.of());
    }

    static Niche niche(int number) {
        return Niche.of("number", number);
    }

    static List<String> names(List<Elite> elites) {
        return elites.stream().map(elite -> elite.candidate().hash()).toList();
    }
}
