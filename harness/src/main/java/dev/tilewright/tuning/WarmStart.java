package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What other devices say about where to look. Each has a weight: how well it has predicted, of two points that were tried here, which one is
 * faster (Kendall's tau, begun with a few pairs in its favour).
 *
 * <p>First comes a portfolio: points that are chosen greedily so that the weighted mean, over devices, of the best relative performance grows
 * most (greedy set cover). As weights change with every outcome, a device that misleads is soon not asked any more.
 */
final class WarmStart {

    /** A portfolio has so many points at the most. */
    private static final int PORTFOLIO = 20;

    /** What a further point of the portfolio must add to the mean relative performance. */
    private static final double GAIN = 0.002;

    /** Pairs in favour of a device, and pairs that say nothing, before the first is seen. */
    private static final double FAVOURABLE = 5;

    private static final double NEUTRAL = 10;

    /** With how many of the last outcomes a new one is compared. */
    private static final int COMPARED = 60;

    private record Told(Point point, double score) {}

    private final List<Known> devices;
    private final Tried tried;
    private final List<Point> points;
    /** How good each point is on each device. */
    private final Known.Standing[][] standings;

    private final double[] agreeing;
    private final double[] pairs;
    private final double[] covered;
    private final List<Told> told = new ArrayList<>();
    private int picked;

    WarmStart(List<Known> devices, Tried tried) {
        this.devices = devices;
        this.tried = tried;
        Set<Point> all = new LinkedHashSet<>();
        devices.forEach(device -> device.points().forEach(all::add));
        points = new ArrayList<>(all);
        // The order of a hash table is nobody's choice.
        points.sort(Comparator.comparing(Point::indices, Arrays::compare));
        standings = devices.stream()
                .map(device -> points.stream().map(device::standing).toArray(Known.Standing[]::new))
                .toArray(Known.Standing[][]::new);
        agreeing = new double[devices.size()];
        pairs = new double[devices.size()];
        covered = new double[devices.size()];
    }

    /** Returns how far a device is believed, from 0 to 1. */
    double weight(int device) {
        double agreement = (agreeing[device] + FAVOURABLE) / (pairs[device] + NEUTRAL);
        return Math.max(0.01, agreement) * Math.max(0.01, agreement);
    }

    /** Returns the next point of the portfolio, which is new; empty if it is complete. */
    Optional<Point> next() {
        if (picked >= PORTFOLIO) {
            return Optional.empty();
        }
        double[] weights = weights();
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int point = 0; point < points.size(); point++) {
            double gain = gain(point, weights);
            if (gain > most && !tried.has(points.get(point))) {
                most = gain;
                best = point;
            }
        }
        if (most < GAIN) {
            picked = PORTFOLIO;
            return Optional.empty();
        }
        picked++;
        for (int device = 0; device < devices.size(); device++) {
            covered[device] = Math.max(covered[device], standings[device][best].performance());
        }
        return Optional.of(points.get(best));
    }

    /** Returns the weights of all devices, which add to 1. */
    private double[] weights() {
        double[] weights = new double[devices.size()];
        double sum = 0;
        for (int device = 0; device < weights.length; device++) {
            weights[device] = weight(device);
            sum += weights[device];
        }
        for (int device = 0; device < weights.length; device++) {
            weights[device] /= sum;
        }
        return weights;
    }

    private double gain(int point, double[] weights) {
        double gain = 0;
        for (int device = 0; device < weights.length; device++) {
            gain += weights[device] * Math.max(0, standings[device][point].performance() - covered[device]);
        }
        return gain;
    }

    /** Returns the weighted mean of a point's ranks elsewhere, from 0 for the best to 1. */
    private double expected(int point, double[] weights) {
        double expected = 0;
        for (int device = 0; device < weights.length; device++) {
            expected += weights[device] * standings[device][point].rank();
        }
        return expected;
    }

    /** Returns the points that were not tried and are expected to be best, best first. */
    List<Point> promising(int count) {
        record Expected(int point, double rank) {}
        double[] weights = weights();
        PriorityQueue<Expected> best =
                new PriorityQueue<>(Comparator.comparingDouble(Expected::rank).reversed());
        for (int point = 0; point < points.size(); point++) {
            double rank = expected(point, weights);
            boolean isAmong = best.size() < count || rank < best.element().rank();
            if (isAmong && !tried.has(points.get(point))) {
                best.add(new Expected(point, rank));
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        return best.stream()
                .sorted(Comparator.comparingDouble(Expected::rank))
                .map(each -> points.get(each.point()))
                .toList();
    }

    /** Takes note of an outcome here, to weigh devices by. */
    void tell(Point point, double score) {
        told.removeIf(other -> other.point().equals(point));
        for (Told other : told.subList(Math.max(0, told.size() - COMPARED), told.size())) {
            double here = Double.compare(score, other.score());
            for (int device = 0; device < devices.size() && here != 0; device++) {
                Known known = devices.get(device);
                double there = Math.signum(known.standing(point).rank()
                        - known.standing(other.point()).rank());
                agreeing[device] += here * there;
                pairs[device]++;
            }
        }
        told.add(new Told(point, score));
    }
}
