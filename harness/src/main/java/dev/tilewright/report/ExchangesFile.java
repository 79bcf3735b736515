package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.llm.record.Exchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** {@code exchanges.jsonl}: every request to a language model as it was sent, with its answer, one to a line. No key is in it. */
final class ExchangesFile {

    static final String NAME = "exchanges.jsonl";

    private static final ObjectMapper JSON = JsonMapper.shared();

    private ExchangesFile() {}

    static String write(List<Exchange> exchanges) {
        StringBuilder lines = new StringBuilder();
        exchanges.forEach(exchange ->
                lines.append(JSON.writeValueAsString(content(exchange))).append('\n'));
        return lines.toString();
    }

    private static Map<String, Object> content(Exchange exchange) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("prompt", exchange.ordinal() + 1);
        content.put("purpose", exchange.asked().purpose().id());
        content.put("model", exchange.asked().model());
        exchange.asked().decision().map(Decision::toString).ifPresent(text -> content.put("decision", text));
        content.put("parents", exchange.asked().parents());
        content.put("temperature", exchange.asked().temperature());
        content.put("messages", exchange.asked().lines());
        if (exchange.came().failure().isEmpty()) {
            content.put("answer", exchange.came().answer());
            content.put("truncated", exchange.came().truncated());
        } else {
            content.put("failure", exchange.came().failure());
        }
        content.put("requests", exchange.came().requests());
        content.put("tokens", exchange.came().tokens());
        content.put("money", exchange.came().money());
        content.put("seconds", exchange.came().nanos() / 1e9);
        exchange.taken().ifPresent(taken -> {
            content.put("became", taken.verdict().id());
            if (!taken.reason().isEmpty()) {
                content.put("reason", taken.reason());
            }
            taken.candidate().ifPresent(hash -> content.put("candidate", hash));
        });
        return content;
    }
}
