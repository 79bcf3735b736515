package dev.tilewright.llm.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tilewright.task.TextFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a models file.
 *
 * <pre>
 * models:
 *   - {name: local, provider: openai, base-url: "http://127.0.0.1:11434/v1", model: gemma3}
 *   - {name: large, provider: anthropic, model: …, key-env: ANTHROPIC_API_KEY, price: {input: 3, output: 15}, timeout: 120s}
 * budget: {requests: 200, tokens: 1000000, money: 2.00}
 * </pre>
 */
public final class ModelsFile {

    /** Where models cost money and no budget is given, a run may spend this much. */
    static final double USUAL_MONEY = 1.0;

    /** Where no number of requests is given, a run may send so many: a model that never gives what is asked for must not be asked for ever. */
    static final long USUAL_REQUESTS = 2000;

    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(2);
    private static final int USUAL_OUTPUT_TOKENS = 8192;
    private static final int USUAL_PARALLEL = 2;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(ms|s|m)");

    /** By its name a key is told from other variables, and withheld from the processes that run kernels. */
    private static final Pattern KEY_VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(?:KEY|TOKEN)[A-Za-z0-9_]*");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ModelsFile() {}

    /** The file as it is written; what may be left out is null. */
    private record Content(
            @Nullable List<Entry> models,
            @Nullable BudgetEntry budget,
            @Nullable Integer parallel,
            @Nullable RetryEntry retry) {}

    private record Entry(
            @Nullable String name,
            @Nullable String provider,
            @JsonProperty("base-url") @Nullable String baseUrl,
            @Nullable String model,
            @JsonProperty("key-env") @Nullable String keyEnv,
            @Nullable PriceEntry price,
            @Nullable String timeout,
            @JsonProperty("max-output-tokens") @Nullable Integer maxOutputTokens,
            @Nullable Boolean structured,
            @Nullable Double temperature) {}

    private record PriceEntry(
            @Nullable Double input, @Nullable Double output) {}

    private record BudgetEntry(
            @Nullable Long requests,
            @Nullable Long tokens,
            @Nullable Double money,
            @Nullable String then) {}

    private record RetryEntry(
            @Nullable Integer attempts, @Nullable String pause) {}

    /**
     * Reads a models file.
     *
     * @throws ModelsException if it cannot be read or has a mistake, with what was expected
     */
    public static Models read(Path file) {
        String text;
        try {
            text = TextFile.read(file);
        } catch (NoSuchFileException e) {
            throw new ModelsException("there is no models file %s".formatted(file), e);
        } catch (TextFile.NoTextException e) {
            throw new ModelsException("%s: %s".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw new ModelsException("the models file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        try {
            return models(YAML.readValue(text, Content.class));
        } catch (UnrecognizedPropertyException e) {
            throw new ModelsException(
                    "%s: %s is not known here; expected one of %s".formatted(file, place(e), e.getKnownPropertyIds()),
                    e);
        } catch (JacksonException e) {
            throw new ModelsException("%s:%d: %s".formatted(file, line(e), e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new ModelsException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Says where something stands, {@code models.0.colour}. */
    private static String place(JacksonException e) {
        return e.getPath().stream()
                .map(part ->
                        part.getPropertyName() == null ? Integer.toString(part.getIndex()) : part.getPropertyName())
                .collect(Collectors.joining("."));
    }

    private static int line(JacksonException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    private static Models models(@Nullable Content content) {
        if (content == null || content.models() == null || content.models().isEmpty()) {
            throw new IllegalArgumentException(
                    "it names no model; expected models: with a list of {name: …, provider: …, model: …}");
        }
        List<ModelSpec> specs = new ArrayList<>();
        for (Entry entry : content.models()) {
            specs.add(spec(entry));
        }
        RetryEntry retry = content.retry();
        return new Models(
                specs,
                allowance(content.budget(), specs),
                content.parallel() == null ? USUAL_PARALLEL : content.parallel(),
                retry == null
                        ? Retry.USUAL
                        : new Retry(
                                retry.attempts() == null ? Retry.USUAL.attempts() : retry.attempts(),
                                retry.pause() == null ? Retry.USUAL.pause() : span("retry.pause", retry.pause()),
                                Retry.USUAL.longest()));
    }

    private static ModelSpec spec(Entry entry) {
        String name = required("name", entry.name(), "a model");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a model's name has letters, digits, dots and dashes, unlike \"%s\"".formatted(name));
        }
        String provider = required("provider", entry.provider(), name);
        ModelSpec.Provider known = ModelSpec.Provider.of(provider)
                .orElseThrow(() -> new IllegalArgumentException("%s: there is no provider %s; expected %s"
                        .formatted(name, provider, String.join(", ", ModelSpec.Provider.ids()))));
        PriceEntry price = entry.price();
        if (entry.maxOutputTokens() != null && entry.maxOutputTokens() < 1) {
            throw new IllegalArgumentException(
                    "%s: max-output-tokens must be positive, not %d".formatted(name, entry.maxOutputTokens()));
        }
        return new ModelSpec(
                name,
                known,
                Optional.ofNullable(entry.baseUrl()).map(url -> url(name, url)),
                required("model", entry.model(), name),
                Optional.ofNullable(entry.keyEnv()).map(variable -> variable(name, variable)),
                price == null
                        ? ModelSpec.Price.FREE
                        : new ModelSpec.Price(cost(name, price.input()), cost(name, price.output())),
                entry.timeout() == null ? USUAL_TIMEOUT : span(name + ": timeout", entry.timeout()),
                entry.maxOutputTokens() == null ? USUAL_OUTPUT_TOKENS : entry.maxOutputTokens(),
                entry.structured() == null || entry.structured(),
                entry.temperature() == null ? OptionalDouble.empty() : OptionalDouble.of(entry.temperature()));
    }

    private static String required(String property, @Nullable String value, String whose) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("%s must have a %s".formatted(whose, property));
        }
        return value;
    }

    private static URI url(String name, String text) {
        try {
            URI url = URI.create(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw new IllegalArgumentException("no host");
            }
            return url;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s: base-url \"%s\" is not a URL such as http://127.0.0.1:11434/v1".formatted(name, text), e);
        }
    }

    private static String variable(String name, String variable) {
        if (!KEY_VARIABLE.matcher(variable).matches()) {
            // It may be a key that was put here by mistake, so it is not repeated.
            throw new IllegalArgumentException(
                    "%s: key-env is the name of an environment variable with KEY or TOKEN in it, such as OPENAI_API_KEY; the key itself stands in no file"
                            .formatted(name));
        }
        return variable;
    }

    private static double cost(String name, @Nullable Double price) {
        if (price == null || !(price >= 0)) {
            throw new IllegalArgumentException(
                    "%s: price is {input: …, output: …} for a million tokens, neither below 0".formatted(name));
        }
        return price;
    }

    private static Duration span(String what, String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            throw new IllegalArgumentException("%s: \"%s\" is no span of time such as 120s".formatted(what, text));
        }
        long count = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
    }

    private static Allowance allowance(@Nullable BudgetEntry budget, List<ModelSpec> specs) {
        boolean priced = specs.stream().anyMatch(spec -> !spec.price().equals(ModelSpec.Price.FREE));
        OptionalDouble money = priced ? OptionalDouble.of(USUAL_MONEY) : OptionalDouble.empty();
        if (budget == null) {
            return new Allowance(OptionalLong.of(USUAL_REQUESTS), OptionalLong.empty(), money, false);
        }
        return new Allowance(
                budget.requests() == null
                        ? OptionalLong.of(USUAL_REQUESTS)
                        : OptionalLong.of(positive("requests", budget.requests())),
                budget.tokens() == null ? OptionalLong.empty() : OptionalLong.of(positive("tokens", budget.tokens())),
                budget.money() == null ? money : OptionalDouble.of(positiveMoney(budget.money())),
                goOn(budget.then()));
    }

    private static long positive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("budget.%s must be positive, not %d".formatted(what, value));
        }
        return value;
    }

    private static double positiveMoney(double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("budget.money must be positive, not " + value);
        }
        return value;
    }

    private static boolean goOn(@Nullable String then) {
        return switch (then) {
            case null -> false;
            case "stop" -> false;
            case "go-on" -> true;
            default -> throw new IllegalArgumentException("budget.then is stop or go-on, not " + then);
        };
    }
}
