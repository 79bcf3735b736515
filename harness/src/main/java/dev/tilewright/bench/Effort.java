package dev.tilewright.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much is measured before a case is left undecided.
 *
 * <p>Cases are looked at after a first number of rounds, and those that are not decided then are measured on: quiet cases are over soon,
 * and the time goes to the noisy ones. Every look is another chance of a false alarm, so the looks are few, each with half as many
 * rounds again as the one before, and share the significance.
 *
 * @param rounds how many rounds a case is measured at least, each in a fresh process
 * @param mostRounds how many at most, in each of the two sets of processes
 * @param time no round is begun after it; the first is in any case
 */
public record Effort(int rounds, int mostRounds, Optional<Duration> time) {

    private static final double GROWTH = 1.5;

    public Effort {
        if (rounds < 1 || mostRounds < rounds) {
            throw new IllegalArgumentException(
                    "there must be at least one round, and at most no fewer: %d, %d".formatted(rounds, mostRounds));
        }
    }

    /** Returns after how many rounds cases are looked at, in ascending order; the last is {@link #mostRounds}. */
    public List<Integer> looks() {
        List<Integer> looks = new ArrayList<>();
        for (int look = rounds; look < mostRounds; look = (int) Math.ceil(look * GROWTH)) {
            looks.add(look);
        }
        // A last step that is hardly one would take its share of the significance for nothing.
        if (looks.size() > 1 && looks.getLast() * (1 + GROWTH) / 2 > mostRounds) {
            looks.removeLast();
        }
        looks.add(mostRounds);
        return looks;
    }
}
