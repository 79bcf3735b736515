package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.kernel.Language;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.answer.Novelty;
import dev.tilewright.llm.answer.Proposer;
import dev.tilewright.llm.answer.RejectedException;
import dev.tilewright.llm.dialogue.Dialogue;
import dev.tilewright.llm.model.Budget;
import dev.tilewright.llm.model.Delivery;
import dev.tilewright.llm.model.Ensemble;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.Reply;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.record.PromptStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks each language model once for what a search would ask it for: which answer, how fast, and what one proposal costs.
 *
 * @param home where the task is found that the proposal is for
 */
public record ModelCheck(Home home) {

    /**
     * What became of one request.
     *
     * @param spec the model
     * @param delivery its answer or failure, with time and cost
     * @param proposal the change that the answer proposes; empty if there is none that can be used
     * @param rejection why the answer cannot be used; empty if it can, or there is none
     */
    public record Checked(ModelSpec spec, Delivery delivery, Optional<String> proposal, Optional<String> rejection) {

        /** Tells whether the model answered. */
        public boolean answered() {
            return delivery.reply().isPresent();
        }
    }

    /** Asks every model of the file. */
    public List<Checked> of(ModelsLocation location) {
        Models models = location.read();
        Ensemble ensemble = new Ensemble(
                models,
                Keys.read(models.specs(), System.getenv()),
                new Budget(models.allowance(), Budget.Spent.NOTHING));
        ExamplePrompt example = new ExamplePrompt(home);
        Request request =
                example.request(example.naive(), Form.EDIT, PromptStyle.first().getFirst());
        List<Checked> checked = new ArrayList<>();
        for (ModelSpec spec : models.specs()) {
            checked.add(checked(spec, ensemble.send(spec.name(), request), example));
        }
        return checked;
    }

    private static Checked checked(ModelSpec spec, Delivery delivery, ExamplePrompt example) {
        if (delivery.reply().isEmpty()) {
            return new Checked(spec, delivery, Optional.empty(), Optional.empty());
        }
        Reply reply = delivery.reply().get();
        try {
            Candidate child = new Proposer(example.factory(), new Novelty(Language.OPENCL))
                    .propose(
                            reply.text(),
                            reply.truncated(),
                            Form.EDIT,
                            List.of(example.naive()),
                            new Decision(1, 0, Arm.of(Dialogue.GENERATOR, "vectorize")));
            return new Checked(spec, delivery, Optional.of(child.lineage().change()), Optional.empty());
        } catch (RejectedException e) {
            return new Checked(spec, delivery, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
