package dev.duru.pipeline.engine;

import dev.duru.dialects.value.Obj;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the steps of one list share: the job's own, or those of a composite action.
 *
 * @param inputs the {@code inputs} context
 * @param folder of the action, absent for the job's own steps
 * @param env variables that the caller of the action set for it
 * @param depth how many actions are around
 */
record Frame(
        Obj inputs, Optional<Path> folder, Map<String, String> env, int depth, Results results) {

    /** What became of the steps so far. */
    static final class Results {
        private final Map<String, Obj> byId = new LinkedHashMap<>();
        private boolean failed;

        void put(String id, Obj outputs, StepOutcome outcome, boolean tolerated) {
            String conclusion = outcome.bad() && tolerated ? "success" : outcome.word();
            byId.put(
                    id,
                    Obj.of(
                            "outputs",
                            outputs,
                            "outcome",
                            outcome.word(),
                            "conclusion",
                            conclusion));
        }

        void fail() {
            failed = true;
        }

        boolean failed() {
            return failed;
        }

        Obj context() {
            Obj.Builder builder = Obj.builder();
            byId.forEach(builder::put);
            return builder.build();
        }
    }

    static Frame ofJob(Obj inputs) {
        return new Frame(inputs, Optional.empty(), Map.of(), 0, new Results());
    }
}
