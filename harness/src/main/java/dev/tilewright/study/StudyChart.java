package dev.tilewright.study;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Curves as an SVG element: over the part of its budget that a search has spent, how far the best so far is from the optimum, as a line with its 95 %
 * band for each search, and the expectation of random search, where it is known, as a dashed line. Colours come from the page around it.
 */
public final class StudyChart {

    /** How many colours the page has. */
    public static final int COLOURS = 10;

    private static final int WIDTH = 620;
    private static final int HEIGHT = 340;
    private static final int LEFT = 74;
    private static final int RIGHT = 24;
    private static final int TOP = 12;
    private static final int BOTTOM = 52;
    private static final int DRAWN = 200;

    /** Times so near to the optimum, relative to it, are drawn alike. */
    private static final double NEAREST = 0.001;

    private final Axes axes;
    private final List<Band> curves;
    private final Formatter svg = new Formatter(new StringBuilder(), Locale.ROOT);
    private final double least;
    private final double most;

    /**
     * What curves are drawn against.
     *
     * @param name what was searched
     * @param optimum the time that nothing is faster than, in ms
     * @param budget what a search could spend, {@code 150 evaluations}
     * @param random what random search is expected to have found, in ms, at as many points as the curves have; empty where that is unknown
     */
    public record Axes(String name, double optimum, String budget, Optional<double[]> random) {}

    private StudyChart(Axes axes, List<Band> curves) {
        this.axes = axes;
        this.curves = curves;
        double top = Math.max(axes.random().map(random -> distance(random[0])).orElse(0.0), NEAREST * 10);
        for (Band curve : curves) {
            top = Math.max(top, distance(curve.middle()[0]));
        }
        most = Math.pow(10, Math.ceil(Math.log10(Math.min(top, 100)) * 2) / 2);
        double low = most / 10;
        for (Band curve : curves) {
            double[] middle = curve.middle();
            low = Math.min(low, distance(middle[middle.length - 1]));
        }
        least = Math.max(NEAREST, Math.pow(10, Math.floor(Math.log10(low))));
    }

    /** Draws curves, each with as many points as the others. */
    public static String draw(Axes axes, List<Band> curves) {
        return new StudyChart(axes, curves).draw();
    }

    /** Returns by how much a time is longer than the optimum, relative to it. */
    private double distance(double milliseconds) {
        return Math.max(NEAREST, milliseconds / axes.optimum() - 1);
    }

    private String draw() {
        svg.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Best so far on %s\">",
                WIDTH, HEIGHT, axes.name().replaceAll("[<>&\"]", ""));
        grid();
        axes.random().ifPresent(random -> line("random", random));
        for (int i = 0; i < curves.size(); i++) {
            band(i, curves.get(i));
        }
        for (int i = 0; i < curves.size(); i++) {
            line("c" + i % COLOURS, curves.get(i).middle());
        }
        svg.format(
                "<text class=\"label\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">part of the budget of %s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, axes.budget());
        svg.format(
                "<text class=\"label\" transform=\"translate(15 %d) rotate(-90)\" text-anchor=\"middle\">slower than the optimum</text>",
                (TOP + HEIGHT - BOTTOM) / 2);
        return svg.format("</svg>").toString();
    }

    private void grid() {
        for (double tick = 1e-3; tick < most * 1.0001; tick *= 10) {
            if (tick >= least * 0.9999) {
                double at = down(tick);
                svg.format(
                        "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                        LEFT, WIDTH - RIGHT, at, at);
                svg.format(
                        "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s %%</text>",
                        LEFT - 6, at + 4, tick >= 0.01 ? "%.0f".formatted(tick * 100) : "%.1f".formatted(tick * 100));
            }
        }
        for (int i = 0; i <= 4; i++) {
            svg.format(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d %%</text>",
                    across(i / 4.0), HEIGHT - BOTTOM + 20, i * 25);
        }
        svg.format(
                "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
                LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, HEIGHT - BOTTOM);
    }

    private void line(String style, double[] curve) {
        svg.format("<polyline class=\"line %s\" points=\"", style);
        for (int i = 0; i <= DRAWN; i++) {
            point(i, curve);
        }
        svg.format("\"/>");
    }

    private void band(int colour, Band curve) {
        svg.format("<polygon class=\"band c%d\" points=\"", colour % COLOURS);
        double[] low = curve.low();
        double[] high = curve.high();
        for (int i = 0; i <= DRAWN; i++) {
            point(i, low);
        }
        for (int i = DRAWN; i >= 0; i--) {
            point(i, high);
        }
        svg.format("\"/>");
    }

    private void point(int drawn, double[] curve) {
        int index = (int) Math.rint(drawn * (curve.length - 1) / (double) DRAWN);
        svg.format("%.1f,%.1f ", across(index / (double) (curve.length - 1)), down(distance(curve[index])));
    }

    private double across(double part) {
        return LEFT + part * (WIDTH - RIGHT - LEFT);
    }

    private double down(double distance) {
        double part = Math.log(distance / least) / Math.log(most / least);
        return HEIGHT - BOTTOM - Math.max(0, Math.min(1, part)) * (HEIGHT - BOTTOM - TOP);
    }
}
