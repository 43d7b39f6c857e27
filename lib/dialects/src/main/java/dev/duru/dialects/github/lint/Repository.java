package dev.duru.dialects.github.lint;

import java.util.Optional;

/** What the checks may ask about the repository of a workflow and the server that runs it. */
public interface Repository {
    /**
     * The text of the {@code action.yml} or {@code action.yaml} in a folder.
     *
     * @param folder as a step writes it, such as {@code ./.github/actions/build}
     */
    Optional<String> action(String folder);

    /**
     * The text of a workflow that a job calls.
     *
     * @param reference as the job writes it: {@code ./path.yml} or {@code owner/repo/path.yml@ref}
     */
    Optional<String> workflow(String reference);

    /** Whether tokens may only read contents and packages unless a workflow asks for more. */
    default boolean limitedToken() {
        return false;
    }

    /** How much a workflow may be. */
    default Limits limits() {
        return Limits.DEFAULT;
    }

    /** Nothing is known; nothing that needs it is checked. */
    static Repository unknown() {
        return new Repository() {
            @Override
            public Optional<String> action(String folder) {
                return Optional.empty();
            }

            @Override
            public Optional<String> workflow(String reference) {
                return Optional.empty();
            }
        };
    }
}
