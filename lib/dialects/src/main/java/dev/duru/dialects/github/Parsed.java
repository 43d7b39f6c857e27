package dev.duru.dialects.github;

import dev.duru.dialects.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file.
 *
 * @param <T> the syntax tree
 */
public final class Parsed<T> {
    private final @Nullable T tree;
    private final List<Problem> problems;

    Parsed(@Nullable T tree, List<Problem> problems) {
        this.tree = tree;
        this.problems = List.copyOf(problems);
    }

    /** The tree, even of a file with errors, as far as it was understood. */
    public Optional<T> tree() {
        return Optional.ofNullable(tree);
    }

    /** Errors and warnings, by place. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether the file can be compiled. */
    public boolean isUsable() {
        return tree != null && problems.stream().noneMatch(Problem::isError);
    }
}
