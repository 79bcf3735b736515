package dev.tilewright.llm.prompt;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** The templates of prompts: the {@code .ftl} files of this package. */
final class Templates {

    private static final Configuration TEMPLATES = templates();

    private Templates() {}

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(Templates.class, "");
        templates.setDefaultEncoding("UTF-8");
        templates.setLocale(Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }

    /** Fills in a template. More than one empty line in a row becomes one: layers that have nothing to say leave gaps. */
    static String fill(String name, Map<String, Object> data) {
        StringWriter text = new StringWriter();
        try {
            TEMPLATES.getTemplate(name + ".ftl").process(data, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("the template %s does not fit its data".formatted(name), e);
        }
        return text.toString().replaceAll("\n{3,}", "\n\n").strip() + "\n";
    }
}
