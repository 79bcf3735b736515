package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;

/** Begins or resumes a search and prints each outcome once it is committed; a test kills it. */
final class KilledSearch {

    static final int EVALUATIONS = 150;

    private KilledSearch() {}

    static BitSearch search() {
        return BitSearch.of(6, EVALUATIONS).on(2);
    }

    public static void main(String[] arguments) {
        try (Store store = Store.open(arguments[0]);
                Evaluator evaluator = new SerialEvaluator(new BitJudge())) {
            Memory memory = store.memory(new BitStrings.BitCodec());
            search().evolution("killed", evaluator, memory).run(new EvolutionListener() {
                @Override
                public void onStep(Progress progress) {
                    if (!progress.replayed()) {
                        System.out.println("step " + progress.step().ordinal());
                    }
                }

                @Override
                public void onConfirmation(Progress progress) {
                    if (!progress.replayed()) {
                        System.out.println("confirmation " + progress.step().ordinal());
                    }
                }
            });
        }
    }
}
