package dev.tilewright.report;

import dev.tilewright.report.Curve.Point;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The curve of a run as an SVG element: a step line for the best so far, a dot for every evaluation that was ok, a ring for every
 * best. Colours and the size of text come from the page around it.
 */
final class CurveChart {

    private static final int WIDTH = 620;
    private static final int HEIGHT = 380;
    private static final int LEFT = 76;
    private static final int RIGHT = 18;
    private static final int TOP = 14;
    private static final int BOTTOM = 60;
    private static final double FACTOR_THAT_NEEDS_LOGARITHMS = 4;

    private final List<Point> points;
    private final ToDoubleFunction<Point> abscissa;
    private final String abscissaLabel;
    private final Axis x;
    private final Axis y;
    private final int unit;
    private final Formatter svg = new Formatter(new StringBuilder(), Locale.ROOT);

    private CurveChart(List<Point> points, ToDoubleFunction<Point> abscissa, String abscissaLabel) {
        this.points = points;
        this.abscissa = abscissa;
        this.abscissaLabel = abscissaLabel;
        double low = points.stream()
                .flatMapToDouble(point -> point.ownNanos().stream())
                .min()
                .orElse(1);
        double high = points.stream()
                .flatMapToDouble(point -> point.ownNanos().stream())
                .max()
                .orElse(1);
        this.unit = Figures.timeUnit(low);
        double scale = Figures.timeScale(unit);
        this.y = high / low > FACTOR_THAT_NEEDS_LOGARITHMS
                ? Axis.logarithmic(low / scale, high / scale)
                : Axis.linear(high / scale, 5);
        this.x = new Axis(0, end(points, abscissa), false);
    }

    /** What memory knew takes no time, so that a search may have ended when it began. */
    private static double end(List<Point> points, ToDoubleFunction<Point> abscissa) {
        return points.stream()
                .mapToDouble(abscissa)
                .filter(value -> value > 0)
                .max()
                .orElse(1);
    }

    /** Draws the curve over the number of evaluations; empty text if no evaluation was ok. */
    static String byEvaluation(Curve curve) {
        return draw(curve, Point::evaluation, "evaluation");
    }

    /** Draws the curve over the time since the run began; empty text if no evaluation was ok. */
    static String byTime(Curve curve) {
        double last = curve.points().isEmpty() ? 0 : curve.points().getLast().seconds();
        return last > 300
                ? draw(curve, point -> point.seconds() / 60, "minutes since the start")
                : draw(curve, Point::seconds, "seconds since the start");
    }

    private static String draw(Curve curve, ToDoubleFunction<Point> abscissa, String label) {
        if (curve.points().stream().noneMatch(point -> point.ownNanos().isPresent())) {
            return "";
        }
        return new CurveChart(curve.points(), abscissa, label).draw();
    }

    private String draw() {
        String ordinate = "kernel time, " + Figures.timeUnitName(unit) + (y.logarithmic() ? ", log scale" : "");
        svg.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Best so far by %s\">",
                WIDTH, HEIGHT, abscissaLabel);
        grid();
        dots();
        line();
        rings();
        svg.format(
                "<text class=\"label\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, abscissaLabel);
        svg.format(
                "<text class=\"label\" transform=\"translate(17 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, ordinate);
        return svg.format("</svg>").toString();
    }

    private void grid() {
        for (double tick : y.ticks(5)) {
            double at = down(tick);
            svg.format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, at, at);
            svg.format(
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 8, at + 5, tickText(tick));
        }
        for (double tick : x.ticks(5)) {
            double at = across(tick);
            svg.format(
                    "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    at, at, HEIGHT - BOTTOM, HEIGHT - BOTTOM + 5);
            svg.format(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    at, HEIGHT - BOTTOM + 23, tickText(tick));
        }
        svg.format(
                "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
                LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, HEIGHT - BOTTOM);
    }

    private void dots() {
        for (Point point : points) {
            if (point.ownNanos().isPresent() && !point.best()) {
                dot("dot", 2.6, point);
            }
        }
    }

    private void line() {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            if (point.bestNanos().isEmpty()) {
                continue;
            }
            double across = across(abscissa.applyAsDouble(point));
            double down = down(point.bestNanos().getAsDouble() / Figures.timeScale(unit));
            path.append(
                    path.isEmpty()
                            ? String.format(Locale.ROOT, "M%.1f %.1f", across, down)
                            : String.format(Locale.ROOT, "H%.1fV%.1f", across, down));
        }
        svg.format("<path class=\"best\" d=\"%s\"/>", path);
    }

    private void rings() {
        points.stream().filter(Point::best).forEach(point -> dot("ring", 5.2, point));
    }

    private void dot(String style, double radius, Point point) {
        double nanos = point.ownNanos().orElseThrow();
        svg.format(
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>",
                style,
                across(abscissa.applyAsDouble(point)),
                down(nanos / Figures.timeScale(unit)),
                radius,
                escape("evaluation %d: %s, %s"
                        .formatted(
                                point.evaluation(),
                                Figures.time(nanos),
                                point.step().candidate().lineage().change())));
    }

    private double across(double value) {
        return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
    }

    private double down(double value) {
        return HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String tickText(double tick) {
        return tick >= 1000 || tick == Math.rint(tick)
                ? "%.0f".formatted(tick)
                : Figures.number(tick).replaceAll("0+$", "");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
