package dev.tilewright.bench.repository;

import dev.tilewright.bench.repository.Trial.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the first bad commit by halving.
 *
 * <p>What git calls the best commit to try next is tried, in histories with merges as well: one that halves the ancestors of the bad
 * commit which are no ancestors of a good one. A commit that tells nothing is passed over for the next best, as {@code git bisect skip}
 * does.
 */
public final class Bisection {

    private final Repository repository;
    private final Function<Commit, Trial> trials;
    private final Listener listener;
    private volatile boolean stopped;

    /** Is told of each step. */
    public interface Listener {

        /**
         * A commit is about to be tried.
         *
         * @param left how many commits may be the first bad one
         */
        void onCommit(Commit commit, int left);

        /** A commit has been tried. */
        void onTrial(Commit commit, Trial trial);
    }

    /**
     * What was found.
     *
     * @param suspects the first bad commit; several where those between could not be told
     * @param first the last commit that was seen to be bad, which is the first bad one where there is but one suspect
     * @param told how much slower it is
     * @param tried how many commits were tried
     */
    public record Found(List<Commit> suspects, Commit first, String told, int tried) {
        public Found {
            suspects = List.copyOf(suspects);
        }

        /** Tells whether there is but one commit that it can have been. */
        public boolean certain() {
            return suspects.size() == 1;
        }
    }

    /**
     * @param trials tries a commit
     */
    public Bisection(Repository repository, Function<Commit, Trial> trials, Listener listener) {
        this.repository = repository;
        this.trials = trials;
        this.listener = listener;
    }

    /** Lets {@link #between} return once the commit in hand is tried. May be called by another thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Searches.
     *
     * @param good an ancestor of {@code bad} that is not slower
     * @param bad what is slower
     * @param told how much slower {@code bad} is
     * @return empty if it was stopped
     */
    public Optional<Found> between(Commit good, Commit bad, String told) {
        List<Commit> goods = new ArrayList<>(List.of(good));
        Set<String> unknown = new HashSet<>();
        Commit first = bad;
        String slower = told;
        int tried = 0;
        while (!stopped) {
            List<String> suspects = repository.suspects(first, goods);
            String known = first.hash();
            Optional<String> next = suspects.stream()
                    .filter(hash -> !hash.equals(known) && !unknown.contains(hash))
                    .findFirst();
            if (next.isEmpty()) {
                return Optional.of(
                        new Found(suspects.stream().map(repository::commit).toList(), first, slower, tried));
            }
            Commit commit = repository.commit(next.get());
            listener.onCommit(commit, suspects.size());
            Trial trial = trials.apply(commit);
            if (stopped) {
                break;
            }
            tried++;
            listener.onTrial(commit, trial);
            if (trial.verdict() == Verdict.BAD) {
                first = commit;
                slower = trial.told();
            } else if (trial.verdict() == Verdict.GOOD) {
                goods.add(commit);
            } else {
                unknown.add(commit.hash());
            }
        }
        return Optional.empty();
    }
}
