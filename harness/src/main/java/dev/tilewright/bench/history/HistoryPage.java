package dev.tilewright.bench.history;

import dev.tilewright.bench.history.Series.Point;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A history as a page that needs nothing beside itself: a chart of each case, and what its machines and drivers were. */
public final class HistoryPage {

    private static final Configuration TEMPLATES = templates();

    private HistoryPage() {}

    /** Writes the page. */
    public static String write(List<Series> cases) {
        StringWriter page = new StringWriter();
        try {
            TEMPLATES
                    .getTemplate("history.ftlh")
                    .process(
                            Map.of(
                                    "cases",
                                    cases.stream().map(HistoryPage::model).toList()),
                            page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("the template does not fit its data", e);
        }
        return page.toString();
    }

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(HistoryPage.class, "");
        templates.setDefaultEncoding("UTF-8");
        templates.setLocale(java.util.Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }

    private static Map<String, Object> model(Series series) {
        Map<String, Object> model = new LinkedHashMap<>();
        Point last = series.points().getLast();
        model.put("suite", series.suite());
        model.put("name", series.name());
        model.put(
                "what",
                "%s with %s".formatted(last.measured().task(), last.measured().problem()));
        model.put("chart", SeriesChart.draw(series));
        model.put("runs", series.points().size());
        model.put("last", Times.text(last.time().medianNanos()));
        List<String> machines = series.machines();
        model.put(
                "machines",
                IntStream.range(0, machines.size())
                        .mapToObj(i -> Map.of(
                                "name", machines.get(i),
                                "colour", i % SeriesChart.COLOURS,
                                "drivers", drivers(series, machines.get(i))))
                        .toList());
        return model;
    }

    private static String drivers(Series series, String machine) {
        return String.join(
                ", then ",
                series.points().stream()
                        .filter(point -> point.measured().machine().equals(machine))
                        .map(point -> point.measured().hardware().driver())
                        .distinct()
                        .toList());
    }
}
