package dev.tilewright.report;

import dev.tilewright.evolve.loop.Insight.Inhabited;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.report.Foresight.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a search believed on its way, as the page's template has it. */
final class InsightModel {

    private static final int MOST_NICHES = 24;

    private InsightModel() {}

    /** Puts in the page what is known. */
    static void put(Map<String, Object> page, Findings findings) {
        Foresight foresight = Foresight.of(findings);
        page.put(
                "foresight",
                foresight.windows().stream().map(InsightModel::window).toList());
        BeliefTable beliefs = BeliefTable.of(findings);
        page.put("beliefMoments", beliefs.evaluations());
        page.put(
                "beliefs",
                beliefs.kinds().entrySet().stream()
                        .map(kind -> Map.of(
                                "kind",
                                kind.getKey(),
                                "rows",
                                kind.getValue().stream()
                                        .map(InsightModel::belief)
                                        .toList()))
                        .toList());
        NicheMap map = NicheMap.of(findings);
        page.put("islands", map.islands());
        page.put("niches", niches(map));
        page.put("moreNiches", Math.max(0, map.inhabited().size() - MOST_NICHES));
        map.grid().ifPresent(grid -> page.put("grid", grid(grid, map)));
        page.put(
                "restarts",
                findings.insight().map(known -> known.restarts().size()).orElse(0));
    }

    private static Map<String, Object> window(Window window) {
        return Map.of(
                "from", window.first() + 1,
                "to", window.last() + 1,
                "children", window.children(),
                "correlation", Figures.signed(window.correlation()),
                "off", Figures.factor(window.off()),
                "bar", String.format(Locale.ROOT, "%.0f", 100 * Math.max(0, window.correlation())));
    }

    private static Map<String, Object> belief(BeliefTable.Row row) {
        return Map.of(
                "choice",
                row.choice(),
                "means",
                row.means().stream()
                        .map(mean -> mean.map(Figures::signed).orElse(""))
                        .toList(),
                "deviation",
                row.last().deviation() == 0
                        ? ""
                        : "± " + Figures.signed(row.last().deviation()).replace("+", ""),
                "weight",
                String.format(Locale.ROOT, "%.0f", row.last().weight()));
    }

    private static List<Map<String, Object>> niches(NicheMap map) {
        return map.inhabited().stream()
                .limit(MOST_NICHES)
                .map(each -> Map.<String, Object>of(
                        "island", each.island(),
                        "time", time(each),
                        "candidates", each.candidates(),
                        "chosen", each.chosen(),
                        "niche", each.niche().description()))
                .toList();
    }

    /** The nearer a cell's fitness is to the best one's, the darker it is: half as fast is white. */
    private static Map<String, Object> grid(NicheMap.Grid grid, NicheMap map) {
        double fittest = map.inhabited().getFirst().fitness();
        List<Map<String, Object>> rows = new ArrayList<>();
        grid.rows()
                .forEach((value, cells) -> rows.add(Map.of(
                        "value",
                        value,
                        "cells",
                        cells.stream().map(cell -> cell(cell, fittest)).toList())));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("down", grid.down());
        model.put("across", grid.across());
        model.put("columns", grid.columns());
        model.put("rows", rows);
        return model;
    }

    private static Map<String, Object> cell(Optional<Inhabited> cell, double fittest) {
        return cell.map(each -> Map.<String, Object>of(
                        "time",
                        time(each),
                        "island",
                        each.island(),
                        "heat",
                        String.format(
                                Locale.ROOT, "%.0f", 70 * Math.max(0, 1 - (fittest - each.fitness()) / Math.log(2)))))
                .orElseGet(() -> Map.of("time", "", "island", 0, "heat", "0"));
    }

    private static String time(Inhabited each) {
        return Figures.time(KernelMeasurement.nanos(each.fitness()));
    }
}
