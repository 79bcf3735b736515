package dev.tilewright.report;

import dev.tilewright.llm.record.Exchange;
import dev.tilewright.llm.record.Exchange.Verdict;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What the answers of language models in a run amount to.
 *
 * @param requests HTTP requests, tries that failed included
 * @param tokens tokens of prompts and answers
 * @param money what they cost
 * @param verdicts what became of the answers
 * @param reasons how often answers were refused, or missing, for each reason, in the order in which they were first met
 */
public record Answers(
        long requests,
        long tokens,
        double money,
        Map<Verdict, Integer> verdicts,
        SequencedMap<String, Integer> reasons) {

    /** Sums up exchanges. */
    public static Answers of(List<Exchange> exchanges) {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        SequencedMap<String, Integer> reasons = new LinkedHashMap<>();
        long requests = 0;
        long tokens = 0;
        double money = 0;
        for (Exchange exchange : exchanges) {
            requests += exchange.came().requests();
            tokens += exchange.came().tokens();
            money += exchange.came().money();
            exchange.taken().ifPresent(taken -> {
                verdicts.merge(taken.verdict(), 1, Integer::sum);
                if (!taken.reason().isEmpty()) {
                    reasons.merge("%s: %s".formatted(taken.verdict().id(), taken.reason()), 1, Integer::sum);
                }
            });
        }
        return new Answers(requests, tokens, money, verdicts, reasons);
    }

    /** Says it in one line. */
    public String text() {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "language models: %d requests, %d tokens, %.4f spent; answers: ",
                requests,
                tokens,
                money));
        String separator = "";
        for (Map.Entry<Verdict, Integer> verdict : verdicts.entrySet()) {
            line.append(separator)
                    .append(verdict.getValue())
                    .append(' ')
                    .append(verdict.getKey().id());
            separator = ", ";
        }
        return line.toString();
    }

    /** Returns the same for {@code result.json}. */
    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("requests", requests);
        content.put("tokens", tokens);
        content.put("money", money);
        Map<String, Object> counts = new LinkedHashMap<>();
        verdicts.forEach((verdict, count) -> counts.put(verdict.id(), count));
        content.put("answers", counts);
        content.put("reasons", reasons);
        return content;
    }
}
