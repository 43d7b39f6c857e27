package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.ActionRef;
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
 * @param origin the repository that the action comes from, unless it lies in the workspace
 * @param env variables that the caller of the action set for it
 * @param depth how many actions are around
 */
record Frame(
        Obj inputs,
        Optional<Path> folder,
        Optional<ActionRef.Repository> origin,
        Map<String, String> env,
        int depth,
        Results results) {

    /** What became of the steps so far. */
    static final class Results {
        private final Map<String, Obj> before;
        private final boolean failedBefore;
        private final Map<String, Obj> byId = new LinkedHashMap<>();
        private boolean failed;

        Results() {
            this(Map.of(), false);
        }

        private Results(Map<String, Obj> before, boolean failedBefore) {
            this.before = before;
            this.failedBefore = failedBefore;
        }

        private Results fork() {
            Map<String, Obj> all = new LinkedHashMap<>(before);
            all.putAll(byId);
            return new Results(all, failed());
        }

        /** Takes over what a fork knows besides; says whether it failed. */
        boolean join(Results fork) {
            byId.putAll(fork.byId);
            return fork.failed;
        }

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
            return failedBefore || failed;
        }

        Obj context() {
            Obj.Builder builder = Obj.builder();
            before.forEach(builder::put);
            byId.forEach(builder::put);
            return builder.build();
        }
    }

    /** {@code owner/name} of the action, or {@code ""}. */
    String repository() {
        return origin.map(from -> from.owner() + "/" + from.name()).orElse("");
    }

    /** The branch, tag or commit of the action, or {@code ""}. */
    String ref() {
        return origin.map(ActionRef.Repository::ref).orElse("");
    }

    /** For a step in the background, which sees what is known now and is not seen itself. */
    Frame fork() {
        return new Frame(inputs, folder, origin, env, depth, results.fork());
    }

    static Frame ofJob(Obj inputs) {
        return new Frame(inputs, Optional.empty(), Optional.empty(), Map.of(), 0, new Results());
    }
}
