package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Differential evolution, best/1/bin (Storn and Price, "Differential evolution", Journal of Global Optimization 11, 1997), over the indices of
 * values. Members of the population are challenged in turn; whoever is better stays.
 */
final class DifferentialEvolution implements Strategy {

    private static final int POPULATION = 20;

    private static final double WEIGHT = 0.7;

    private static final double CROSSOVER = 0.6;

    /** How many challengers may be known already before one is drawn instead. */
    private static final int TRIES = 100;

    private record Member(Point point, double score) {}

    private final SearchSpace space;
    private final UniformRandomProvider random;
    private final Tried tried;
    private final List<Member> population = new ArrayList<>();
    private final Map<Point, Integer> challenges = new HashMap<>();
    private int begun;
    private int turn;

    DifferentialEvolution(StrategySetting setting) {
        space = setting.space();
        random = setting.random();
        tried = new Tried(setting);
    }

    @Override
    public Optional<Point> ask() {
        if (begun < POPULATION || population.size() < 4) {
            begun++;
            return tried.fresh();
        }
        for (int i = 0; i < TRIES; i++) {
            turn = (turn + 1) % population.size();
            Point challenger = challenger(turn);
            if (tried.add(challenger)) {
                challenges.put(challenger, turn);
                return Optional.of(challenger);
            }
        }
        return tried.fresh();
    }

    private Point challenger(int challenged) {
        Member best = population.getFirst();
        for (Member member : population) {
            best = member.score() < best.score() ? member : best;
        }
        double[] place = Repair.place(population.get(challenged).point());
        double[] from = Repair.place(best.point());
        double[] one =
                Repair.place(population.get(random.nextInt(population.size())).point());
        double[] two =
                Repair.place(population.get(random.nextInt(population.size())).point());
        int certain = random.nextInt(place.length);
        for (int i = 0; i < place.length; i++) {
            if (i == certain || random.nextDouble() < CROSSOVER) {
                place[i] = from[i] + WEIGHT * (one[i] - two[i]);
            }
        }
        return Repair.nearest(space, place, random);
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        tried.add(point);
        Member member = new Member(point, new Scores().put(point, outcome));
        population.replaceAll(each -> each.point().equals(point) ? member : each);
        Integer challenged = challenges.remove(point);
        if (challenged == null && population.size() < POPULATION) {
            population.add(member);
            return;
        }
        int other = challenged == null ? random.nextInt(population.size()) : challenged;
        if (member.score() <= population.get(other).score()) {
            population.set(other, member);
        }
    }
}
