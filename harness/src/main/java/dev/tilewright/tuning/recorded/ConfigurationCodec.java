package dev.tilewright.tuning.recorded;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.memory.Codec;
import dev.tilewright.space.Configuration;
import dev.tilewright.tuning.ConfigurationGenome;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How configurations, and what was recorded of them, are kept in memory. */
public final class ConfigurationCodec implements Codec {

    /** The name of the domain. */
    public static final String DOMAIN = "configurations";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<TreeMap<String, String>> VALUES = new TypeReference<>() {};

    @Override
    public String domain() {
        return DOMAIN;
    }

    @Override
    public Encoded write(Genome genome) {
        return new Encoded(
                JSON.writeValueAsString(
                        ((ConfigurationGenome) genome).configuration().values()),
                "{}");
    }

    @Override
    public Genome genome(Encoded encoded) {
        try {
            return new ConfigurationGenome(new Configuration(JSON.readValue(encoded.genome(), VALUES)));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no configuration: " + e.getOriginalMessage(), e);
        }
    }

    /** What was recorded, in JSON; times in milliseconds. */
    private record Form(
            @JsonProperty("time") OptionalDouble time,
            @JsonProperty("times") List<Double> times,
            @JsonProperty("compile_time") double compilation,
            @JsonProperty("verification_time") double verification,
            @JsonProperty("benchmark_time") double benchmark) {}

    @Override
    public String write(Measurement measurement) {
        RecordedMeasurement recorded = (RecordedMeasurement) measurement;
        return JSON.writeValueAsString(new Form(
                recorded.milliseconds(),
                recorded.samples(),
                recorded.costs().compilation(),
                recorded.costs().verification(),
                recorded.costs().benchmark()));
    }

    @Override
    public Measurement evaluation(String json) {
        try {
            Form form = JSON.readValue(json, Form.class);
            return new RecordedMeasurement(
                    form.time(),
                    form.times(),
                    new Recorded.Costs(form.compilation(), form.verification(), form.benchmark()));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no measurement: " + e.getOriginalMessage(), e);
        }
    }

    /** Two recorded times are compared by looking at them, so that there is nothing to keep of it. */
    @Override
    public Measurement comparison(String json) {
        throw new IllegalArgumentException("comparisons of recorded times measure nothing");
    }
}
