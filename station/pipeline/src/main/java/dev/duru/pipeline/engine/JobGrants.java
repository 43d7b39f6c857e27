package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Job;
import dev.duru.pipeline.state.RunRow;
import java.util.List;
import java.util.Map;

/** Port: what jobs may use of Duru itself while they run, such as a token of their own. */
@FunctionalInterface
public interface JobGrants {
    /** Grants nothing. */
    JobGrants NONE = request -> Grant.NOTHING;

    /**
     * A job that is about to begin.
     *
     * @param attempt 1, or more after Duru ended while the job ran
     * @param environment the name of the environment into which it deploys, or {@code ""}
     * @param workflow whose job it is
     */
    record Request(
            RunRow run,
            long jobId,
            int attempt,
            Job job,
            String environment,
            OfWorkflow workflow) {}

    /**
     * The file that a job stands in: the run's own, or one that it calls.
     *
     * @param ref such as {@code owner/name/.github/workflows/ci.yml@refs/heads/main}, or {@code ""}
     * @param commit at which it was read, or {@code ""}
     */
    record OfWorkflow(String ref, String commit) {}

    /** Opens a grant; what an earlier attempt of the job was granted ends. */
    Grant open(Request request);

    /** Makes tokens by which a job proves to others who it is. */
    @FunctionalInterface
    interface Identities {
        /** Makes none. */
        Identities NONE = audiences -> "";

        /** A token for these, or {@code ""} when none can be made. */
        String token(List<String> audiences);
    }

    /**
     * What a job was granted.
     *
     * @param identities for {@code id_tokens}
     * @param vault for {@code secrets}
     * @param token {@code github.token} and {@code secrets.GITHUB_TOKEN}, or {@code ""}
     * @param variables for the processes of all steps
     * @param masks what logs must not show
     * @param end what ends it; called once
     */
    record Grant(
            String token,
            Map<String, String> variables,
            List<String> masks,
            Identities identities,
            Vault vault,
            Runnable end)
            implements AutoCloseable {
        static final Grant NOTHING =
                new Grant("", Map.of(), List.of(), Identities.NONE, Vault.NONE, () -> {});

        /** The same with another maker of tokens. */
        public Grant withIdentities(Identities value) {
            return new Grant(token, variables, masks, value, vault, end);
        }

        /** The same with another vault. */
        public Grant withVault(Vault value) {
            return new Grant(token, variables, masks, identities, value, end);
        }

        public Grant {
            variables = Map.copyOf(variables);
            masks = List.copyOf(masks);
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
