package dev.duru.dialects.github.lint;

import java.util.Optional;

/** Finds the actions of the repository that is checked. */
@FunctionalInterface
interface ActionSource {
    /**
     * The action in a folder.
     *
     * @param path as written, such as {@code ./.github/actions/build}
     */
    Optional<ActionFacts> find(String path);
}
