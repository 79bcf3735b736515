package dev.tilewright.space;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Why a space has no configuration: a constraint that could not be computed, or else the one that by itself forbids most.
 *
 * @param isCertain whether there is none, and not only none among those that were tried
 * @param reason what is told of constraints; empty where there is nothing to tell
 */
record Emptiness(boolean isCertain, Optional<String> reason) {

    private static final int SHOWN = 80;

    /** By so many combinations of values, or draws where there are more, a constraint is judged. */
    private static final int JUDGED = 10_000;

    /** Looks for the reason in going through the product once. */
    static Emptiness of(Space space, Checks checks, long steps) {
        DepthFirst order = DepthFirst.inOrder(checks, steps);
        Obstacle obstacle = new Obstacle(space);
        order.onForbidden(obstacle);
        boolean none = order.next().isEmpty();
        return new Emptiness(none && order.isComplete(), obstacle.found.or(() -> mostForbidden(checks)));
    }

    /** Says why in one sentence. */
    String sentence(String subject) {
        return subject
                + (isCertain
                        ? " allow no configuration"
                        : " allow none of the configurations that were tried, and there are too many to try all")
                + reason.map(" (%s)"::formatted).orElse("");
    }

    private static Optional<String> mostForbidden(Checks checks) {
        double most = 0;
        Optional<String> forbidden = Optional.empty();
        for (Check check : checks.all()) {
            Share share = Share.of(checks.choices(), check, JUDGED);
            if (1 - share.allowed() > most) {
                most = 1 - share.allowed();
                forbidden =
                        Optional.of("\"%s\" alone forbids %s of them".formatted(shown(check.condition()), part(share)));
            }
        }
        return forbidden;
    }

    private static String part(Share share) {
        if (share.allowed() == 0) {
            return share.isExact() ? "all" : "nearly all";
        }
        return String.format(Locale.ROOT, "%.1f %%", 100 * (1 - share.allowed()));
    }

    private static String shown(Condition condition) {
        String text = condition.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** Remembers the first configuration for which a constraint cannot be computed. */
    private static final class Obstacle implements DepthFirst.Listener {

        private final Space space;
        private Optional<String> found = Optional.empty();

        Obstacle(Space space) {
            this.space = space;
        }

        @Override
        public void forbids(Check check, int[] point, int depth) {
            if (found.isPresent() || check.isComputable(point)) {
                return;
            }
            TreeMap<String, String> chosen = new TreeMap<>();
            for (int place = 0; place < space.tunables().size(); place++) {
                Tunable tunable = space.tunables().get(place);
                if (place < depth || tunable.values().size() == 1) {
                    chosen.put(tunable.name(), tunable.values().get(place < depth ? point[place] : 0));
                }
            }
            try {
                check.condition().holds(space.sizes(), new Configuration(chosen));
            } catch (UncomputableException e) {
                found = Optional.of(e.getMessage() + named(check, chosen));
            }
        }

        private static String named(Check check, Map<String, String> chosen) {
            List<String> values = check.condition().names().stream()
                    .filter(chosen::containsKey)
                    .map(name -> name + "=" + chosen.get(name))
                    .toList();
            return values.isEmpty() ? "" : " for " + String.join(",", values);
        }
    }
}
