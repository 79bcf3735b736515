package dev.tilewright.cli;

import dev.tilewright.app.UseCaseException;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.llm.record.Exchange;
import java.io.PrintWriter;
import java.util.List;

/** Prints what was said to language models and what they answered: a list, or one exchange as it was sent. */
final class PromptPrinter {

    private static final int LONGEST_REASON = 90;

    private PromptPrinter() {}

    /**
     * Prints exchanges.
     *
     * @param which {@code list}, {@code all}, or the number of one, from 1
     */
    static void print(PrintWriter out, List<Exchange> exchanges, String which) {
        if (exchanges.isEmpty()) {
            out.println("No language model was asked in this run.");
        } else if (which.equals("list")) {
            list(out, exchanges);
        } else if (which.equals("all")) {
            exchanges.forEach(exchange -> whole(out, exchange));
        } else {
            whole(out, exchange(exchanges, which));
        }
        out.flush();
    }

    private static Exchange exchange(List<Exchange> exchanges, String which) {
        return exchanges.stream()
                .filter(exchange -> Integer.toString(exchange.ordinal() + 1).equals(which))
                .findFirst()
                .orElseThrow(() -> UseCaseException.request(
                        "there is no prompt %s; expected a number from 1 to %d, all, or nothing for a list"
                                .formatted(which, exchanges.getLast().ordinal() + 1)));
    }

    private static void list(PrintWriter out, List<Exchange> exchanges) {
        Table table = new Table("prompt>", "model", "purpose", "decision", "tokens>", "took>", "became", "");
        for (Exchange exchange : exchanges) {
            String reason = exchange.taken().map(Exchange.Taken::reason).orElse("");
            table.row(
                    Integer.toString(exchange.ordinal() + 1),
                    exchange.asked().model(),
                    exchange.asked().purpose().id(),
                    exchange.asked().decision().map(Decision::toString).orElse(""),
                    Long.toString(exchange.came().tokens()),
                    "%.1f s".formatted(exchange.came().nanos() / 1e9),
                    exchange.taken().map(taken -> taken.verdict().id()).orElse("not looked at"),
                    reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON - 1) + "…");
        }
        table.print(out);
        out.println("One exchange in full: --prompts N. All of them: --prompts all.");
    }

    private static void whole(PrintWriter out, Exchange exchange) {
        out.printf(
                "======== prompt %d, to %s, %s, temperature %s%n",
                exchange.ordinal() + 1,
                exchange.asked().model(),
                exchange.asked().purpose().id(),
                exchange.asked().temperature());
        for (Exchange.Line line : exchange.asked().lines()) {
            out.printf("-------- %s%n%s%n", line.role(), line.text().stripTrailing());
        }
        out.printf(
                "-------- answer%s%n%s%n",
                exchange.came().truncated() ? ", cut off" : "",
                exchange.came().failure().isEmpty()
                        ? exchange.came().answer().stripTrailing()
                        : "none: " + exchange.came().failure());
        exchange.taken()
                .ifPresent(taken -> out.printf(
                        "-------- %s%s%n",
                        taken.verdict().id(), taken.reason().isEmpty() ? "" : ": " + taken.reason()));
        out.println();
    }
}
