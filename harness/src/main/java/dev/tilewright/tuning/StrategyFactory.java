package dev.tilewright.tuning;

import java.util.function.Function;

/**
 * A strategy that can be begun.
 *
 * @param name its name on the command line
 * @param summary what it does, in a few words
 * @param begin begins a search
 */
public record StrategyFactory(String name, String summary, Function<StrategySetting, Strategy> begin) {

    /** Begins a search. */
    public Strategy begin(StrategySetting setting) {
        return begin.apply(setting);
    }
}
