package dev.tilewright.cost;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.tensor.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a candidate costs for one problem, derived from its nests without running it.
 *
 * <p>Traffic follows from footprints: the distinct cache lines that an iteration of each loop touches, by interval reasoning over affine
 * accesses. Where the outermost loop lies whose single iteration fits a cache, what that loop touches is fetched once each time it runs
 * (Renganarayana and Rajopadhye, "Positivity, Posynomials and Tile Size Selection", SC 2008; the features of Ansor, Zheng et al., OSDI
 * 2020). Intensities by level make a roofline for each (Williams et al., CACM 2009; Ilic et al., "Cache-aware Roofline Model", 2014).
 *
 * <p>The model is a device with caches that are fully associative, replace what was used least recently and are cold when a launch
 * begins, which runs groups one after the other. Tiles at edges count as whole ones. Write-allocation is not counted.
 *
 * @param launches what each launch costs, in order
 * @param compulsoryBytes what no kernel for the problem can avoid: every input once and every output once, in bytes
 */
public record CostDescription(List<LaunchCost> launches, double compulsoryBytes) {

    public CostDescription {
        launches = List.copyOf(launches);
    }

    /** Describes nests on a device. */
    public static CostDescription of(LoopNests nests, DeviceFacts facts) {
        List<LaunchCost> launches = nests.nests().stream()
                .map(nest -> new Analysis(nest, facts).launch())
                .toList();
        double bytes = Counts.of(nests.computation(), nests.sizes())
                .bytes(tensor ->
                        Objects.requireNonNull(nests.types().get(tensor)).bytes());
        return new CostDescription(launches, bytes);
    }

    /** Returns the additions, multiplications and the like of all launches; a multiply-add is two. */
    public double operations() {
        return launches.stream().mapToDouble(LaunchCost::operations).sum();
    }

    /** Returns the exponentials, roots and the like of all launches. */
    public double specialFunctions() {
        return launches.stream().mapToDouble(LaunchCost::specialFunctions).sum();
    }

    /** Returns the traffic of all launches together at each level, registers first. */
    public List<Traffic> traffic() {
        List<Traffic> sums = new ArrayList<>();
        for (LaunchCost launch : launches) {
            for (int level = 0; level < launch.traffic().size(); level++) {
                Traffic traffic = launch.traffic().get(level);
                if (level == sums.size()) {
                    sums.add(traffic);
                } else {
                    sums.set(level, sums.get(level).plus(traffic));
                }
            }
        }
        return sums;
    }

    /** Returns the operations of both kinds for each byte of a level's traffic. */
    public double intensity(Traffic traffic) {
        return (operations() + specialFunctions()) / traffic.bytes();
    }

    /** Returns the launch that computes most. */
    public LaunchCost heaviest() {
        return launches.stream()
                .reduce((one, other) -> other.allOperations() > one.allOperations() ? other : one)
                .orElseThrow();
    }
}
