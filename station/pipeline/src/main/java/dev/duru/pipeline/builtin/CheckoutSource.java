package dev.duru.pipeline.builtin;

import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;

/** Where checkouts come from. */
@FunctionalInterface
public interface CheckoutSource {
    /**
     * Puts the files of a commit into a folder.
     *
     * @param ref a branch, tag or commit; {@code ""} for the run's own commit
     */
    void checkout(RunRow run, String ref, Path folder);
}
