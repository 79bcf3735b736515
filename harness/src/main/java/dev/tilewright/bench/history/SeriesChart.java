package dev.tilewright.bench.history;

import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.history.Series.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/**
 * A case over time as an SVG element: a line for each machine, a bar for the interval of each time, a ring where it had become slower,
 * a dashed line where the driver is another. Colours and the size of text come from the page around it.
 */
final class SeriesChart {

    /** So many machines are told apart by colour; further ones share the colours. */
    static final int COLOURS = 5;

    private static final int WIDTH = 900;
    private static final int HEIGHT = 320;
    private static final int LEFT = 84;
    private static final int RIGHT = 18;
    private static final int TOP = 14;
    private static final int BOTTOM = 40;
    private static final int TIME_TICKS = 6;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH);

    private final Series series;
    private final Span x;
    private final Span y;
    private final Times unit;
    private final Formatter svg = new Formatter(new StringBuilder(), Locale.ROOT);

    private SeriesChart(Series series) {
        this.series = series;
        List<Point> points = series.points();
        unit = Times.fitting(points.stream()
                .mapToDouble(point -> point.time().medianNanos())
                .min()
                .orElse(1));
        x = Span.around(millis(points.getFirst().at()), millis(points.getLast().at()));
        y = Span.around(
                points.stream()
                                .mapToDouble(point -> point.time().lowNanos())
                                .min()
                                .orElse(0)
                        / unit.nanos(),
                points.stream()
                                .mapToDouble(point -> point.time().highNanos())
                                .max()
                                .orElse(1)
                        / unit.nanos());
    }

    /** Draws a case that was timed at least once. */
    static String draw(Series series) {
        return new SeriesChart(series).draw();
    }

    private String draw() {
        svg.format("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Time of a case over time\">", WIDTH, HEIGHT);
        grid();
        drivers();
        for (String machine : series.machines()) {
            line(machine);
        }
        series.points().forEach(this::point);
        return svg.format("</svg>").toString();
    }

    private void grid() {
        for (double tick : y.ticks(5)) {
            double at = down(tick);
            svg.format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, at, at);
            svg.format(
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s %s</text>",
                    LEFT - 8, at + 4, number(tick), unit.symbol());
        }
        boolean days = x.high() - x.low() > Duration.ofDays(TIME_TICKS).toMillis();
        for (int i = 0; i < TIME_TICKS; i++) {
            double millis = x.low() + (x.high() - x.low()) * (i + 0.5) / TIME_TICKS;
            svg.format(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    across(millis),
                    HEIGHT - BOTTOM + 22,
                    (days ? DAY : MINUTE)
                            .format(Instant.ofEpochMilli((long) millis).atOffset(ZoneOffset.UTC)));
        }
        svg.format(
                "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
                LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, HEIGHT - BOTTOM);
    }

    private void drivers() {
        for (Point point : series.points()) {
            if (series.driverChanged(point)) {
                double at = across(point.at());
                svg.format(
                        "<line class=\"driver\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"><title>driver %s</title></line>",
                        at,
                        at,
                        TOP,
                        HEIGHT - BOTTOM,
                        escape(point.measured().hardware().driver()));
            }
        }
    }

    private void line(String machine) {
        StringBuilder path = new StringBuilder();
        for (Point point : series.points()) {
            if (point.measured().machine().equals(machine)) {
                path.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f",
                        path.isEmpty() ? "M" : "L",
                        across(point.at()),
                        down(point.time().medianNanos() / unit.nanos())));
            }
        }
        svg.format("<path class=\"line c%d\" d=\"%s\"/>", colour(machine), path);
    }

    private void point(Point point) {
        double at = across(point.at());
        int colour = colour(point.measured().machine());
        svg.format(
                "<line class=\"bar c%d\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                colour,
                at,
                at,
                down(point.time().lowNanos() / unit.nanos()),
                down(point.time().highNanos() / unit.nanos()));
        boolean slower = point.measured().verdict().equals(Verdict.REGRESSED.id());
        svg.format(
                "<circle class=\"%s c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>",
                slower ? "slower" : "dot",
                colour,
                at,
                down(point.time().medianNanos() / unit.nanos()),
                slower ? 6.0 : 3.5,
                escape(told(point)));
    }

    private static String told(Point point) {
        return "%s: %s, %s%s, %s, driver %s"
                .formatted(
                        FULL.format(point.at().atOffset(ZoneOffset.UTC)),
                        Times.text(point.time().medianNanos()),
                        point.measured().verdict(),
                        point.run()
                                .commit()
                                .map(commit -> ", commit " + commit.substring(0, Math.min(12, commit.length())))
                                .orElse(""),
                        point.measured().machine(),
                        point.measured().hardware().driver());
    }

    private int colour(String machine) {
        return series.machines().indexOf(machine) % COLOURS;
    }

    private static double millis(Instant at) {
        return (double) at.toEpochMilli();
    }

    private double across(Instant at) {
        return across(millis(at));
    }

    private double across(double millis) {
        return LEFT + x.position(millis) * (WIDTH - LEFT - RIGHT);
    }

    private double down(double value) {
        return HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double tick) {
        return tick == Math.rint(tick)
                ? "%.0f".formatted(tick)
                : "%.4g".formatted(tick).replaceAll("0+$", "");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
