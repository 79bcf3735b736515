package dev.tilewright.study.live;

import java.util.Optional;

/** How the numbers of a study on live tasks are written, on its page and at a terminal. */
public final class LiveText {

    private static final String NONE = "–";

    private LiveText() {}

    /** Returns how a share of the best is written, {@code 90 %}. */
    public static String share(double share) {
        return "%.0f %%".formatted(share * 100);
    }

    /** Returns how the number of evaluations is written; {@code > 150} where the budget was not enough in half of the blocks. */
    public static String evaluations(LiveSetup setup, Effort effort) {
        return effort.evaluations().isPresent()
                ? "%.0f".formatted(effort.evaluations().getAsDouble())
                : "> " + setup.evaluations();
    }

    /** Returns how a ratio of evaluations is written, with its interval, and the sign of what it is a bound of. */
    public static String ratio(LiveResult study, Effort effort) {
        return effort.bound().sign() + ratio(study, effort.ratio());
    }

    /** Returns how the ratio of the last times is written, with its interval. */
    public static String time(LiveResult study, Optional<PairedRatio> time) {
        return time.map(ratio -> ratio(study, ratio)).orElse(NONE);
    }

    /** One block says nothing of the next. */
    private static String ratio(LiveResult study, PairedRatio ratio) {
        return study.blocks() == 1
                ? "%.3g".formatted(ratio.value())
                : "%.3g (%.3g to %.3g)".formatted(ratio.value(), ratio.low(), ratio.high());
    }

    /** Returns how a time is written, in ms. */
    public static String milliseconds(double nanos) {
        return Double.isFinite(nanos) ? "%.4g ms".formatted(nanos * 1e-6) : NONE;
    }

    /** Returns how the own time of a search is written, in ms for each evaluation. */
    public static String own(SearchResult result) {
        return "%.2f".formatted(result.ownMicros() / 1e3);
    }

    /** Returns how the blocks are written, {@code 6 blocks}. */
    public static String blocks(int blocks) {
        return blocks == 1 ? "1 block" : blocks + " blocks";
    }
}
