package dev.tilewright.cli;

import dev.tilewright.evolve.archive.Niche.Coordinate;
import dev.tilewright.evolve.loop.Insight.Inhabited;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.report.BeliefTable;
import dev.tilewright.report.Figures;
import dev.tilewright.report.Findings;
import dev.tilewright.report.Foresight;
import dev.tilewright.report.NicheMap;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Prints what a search believed on its way, where that is known. */
final class InsightPrinter {

    /** So many arms of a kind, and so many niches, are printed; the page has more. */
    private static final int MOST = 8;

    private InsightPrinter() {}

    static void print(PrintWriter out, Findings findings) {
        beliefs(out, BeliefTable.of(findings));
        foresight(out, Foresight.of(findings).windows());
        niches(out, NicheMap.of(findings));
    }

    private static void beliefs(PrintWriter out, BeliefTable beliefs) {
        if (beliefs.kinds().isEmpty()) {
            return;
        }
        out.println();
        out.println("What the controller believed that choices earn, after so many evaluations");
        beliefs.kinds().forEach((kind, rows) -> {
            Table table = new Table(Stream.of(
                            Stream.of(kind),
                            beliefs.evaluations().stream().map(evaluation -> evaluation + ">"),
                            Stream.of("deviation>", "rewards>"))
                    .flatMap(each -> each)
                    .toArray(String[]::new));
            for (BeliefTable.Row row : rows.subList(0, Math.min(MOST, rows.size()))) {
                List<String> cells = new ArrayList<>(List.of(row.choice()));
                row.means()
                        .forEach(mean -> cells.add(mean.map("%.2f"::formatted).orElse("")));
                cells.add(
                        row.last().deviation() == 0
                                ? ""
                                : "%.2f".formatted(row.last().deviation()));
                cells.add("%.0f".formatted(row.last().weight()));
                table.row(cells.toArray(String[]::new));
            }
            table.print(out);
            more(out, rows.size());
        });
    }

    private static void foresight(PrintWriter out, List<Foresight.Window> windows) {
        if (windows.isEmpty()) {
            return;
        }
        out.println();
        out.println("How well the surrogate predicted");
        Table table = new Table("evaluations", "children>", "rank correlation>", "off by, median>");
        for (Foresight.Window window : windows) {
            table.row(
                    "%d to %d".formatted(window.first() + 1, window.last() + 1),
                    Integer.toString(window.children()),
                    "%.2f".formatted(window.correlation()),
                    Figures.factor(window.off()));
        }
        table.print(out);
    }

    private static void niches(PrintWriter out, NicheMap map) {
        if (map.inhabited().isEmpty()) {
            return;
        }
        out.println();
        out.println("The fittest niches of %d, on %d %s"
                .formatted(map.inhabited().size(), map.islands(), map.islands() == 1 ? "island" : "islands"));
        List<Coordinate> axes = map.inhabited().getFirst().niche().coordinates();
        Table table = new Table(Stream.concat(
                        Stream.of("island>", "fittest>", "candidates>", "chosen>"),
                        axes.stream().map(Coordinate::axis))
                .toArray(String[]::new));
        for (Inhabited each :
                map.inhabited().subList(0, Math.min(MOST, map.inhabited().size()))) {
            List<String> cells = new ArrayList<>(List.of(
                    Integer.toString(each.island()),
                    Figures.time(KernelMeasurement.nanos(each.fitness())),
                    Integer.toString(each.candidates()),
                    Integer.toString(each.chosen())));
            axes.forEach(axis -> cells.add(each.niche().value(axis.axis()).orElse("")));
            table.row(cells.toArray(String[]::new));
        }
        table.print(out);
        more(out, map.inhabited().size());
    }

    private static void more(PrintWriter out, int count) {
        if (count > MOST) {
            out.printf("… and %d more, in the report%n", count - MOST);
        }
    }
}
