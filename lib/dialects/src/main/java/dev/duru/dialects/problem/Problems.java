package dev.duru.dialects.problem;

import dev.duru.yaml.Position;
import dev.duru.yaml.YamlProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects problems; the same one at the same place is kept once. */
public final class Problems {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problem::position);

    private final Set<Problem> all = new LinkedHashSet<>();

    public void error(Position position, String rule, String message, String mend) {
        all.add(new Problem(Problem.Severity.ERROR, position, rule, message, mend));
    }

    public void warning(Position position, String rule, String message, String mend) {
        all.add(new Problem(Problem.Severity.WARNING, position, rule, message, mend));
    }

    /** Takes over what the YAML reader found. */
    public void yaml(List<YamlProblem> problems) {
        for (YamlProblem problem : problems) {
            if (problem.isError()) {
                error(problem.position(), "yaml", problem.message(), problem.mend());
            } else {
                warning(problem.position(), "yaml", problem.message(), problem.mend());
            }
        }
    }

    public boolean hasErrors() {
        return all.stream().anyMatch(Problem::isError);
    }

    /** All of them, by place. */
    public List<Problem> sorted() {
        List<Problem> sorted = new ArrayList<>(all);
        sorted.sort(BY_PLACE);
        return List.copyOf(sorted);
    }
}
