package dev.duru.yaml;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One document of a YAML text.
 *
 * <p>With an error in {@link #problems()} the tree may still be there, as far as it was understood.
 */
public final class YamlDocument {
    private final @Nullable YamlNode root;
    private final Position start;
    private final List<YamlAnchor> anchors;
    private final List<YamlProblem> problems;

    YamlDocument(
            @Nullable YamlNode root,
            Position start,
            List<YamlAnchor> anchors,
            List<YamlProblem> problems) {
        this.root = root;
        this.start = start;
        this.anchors = List.copyOf(anchors);
        this.problems = List.copyOf(problems);
    }

    /** The top node; absent for a text that is empty, only comments, or not YAML. */
    public Optional<YamlNode> root() {
        return Optional.ofNullable(root);
    }

    public Position start() {
        return start;
    }

    /** Every anchor in order, with the number of its aliases. */
    public List<YamlAnchor> anchors() {
        return anchors;
    }

    /** Errors and warnings in the order in which they were found. */
    public List<YamlProblem> problems() {
        return problems;
    }

    public boolean hasErrors() {
        return problems.stream().anyMatch(YamlProblem::isError);
    }

    /**
     * The top node of a text without errors.
     *
     * @throws YamlException for the first error, or for an empty text
     */
    public YamlNode orThrow() {
        for (YamlProblem problem : problems) {
            if (problem.isError()) {
                throw new YamlException(problem);
            }
        }
        if (root == null) {
            throw new YamlException(start, "the file is empty", "write at least one key in it");
        }
        return root;
    }
}
