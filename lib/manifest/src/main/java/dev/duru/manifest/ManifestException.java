package dev.duru.manifest;

import dev.duru.yaml.YamlProblem;
import java.util.List;
import java.util.stream.Collectors;

/** A manifest is wrong. The message has a line for each problem, which begins with its place. */
public final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<YamlProblem> problems;

    public ManifestException(List<YamlProblem> problems) {
        super(problems.stream().map(YamlProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<YamlProblem> problems() {
        return problems;
    }
}
