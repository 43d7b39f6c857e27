package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.Variable;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code parallel} and {@code parallel:matrix}. */
final class Cells {
    /** GitLab's own limit. */
    static final int MOST = 200;

    /**
     * One of the jobs that a job becomes.
     *
     * @param name as people see it
     * @param axes the values of a matrix
     * @param index from 1
     * @param parallel whether the job has {@code parallel} at all
     */
    record One(String name, Map<String, String> axes, int index, int total, boolean parallel) {
        List<Variable> variables() {
            List<Variable> variables = new ArrayList<>();
            if (parallel) {
                variables.add(Variable.raw("CI_NODE_INDEX", Integer.toString(index)));
            }
            variables.add(Variable.raw("CI_NODE_TOTAL", Integer.toString(total)));
            axes.forEach((name, value) -> variables.add(Variable.of(name, value)));
            return variables;
        }
    }

    /** No cell. */
    static final One NONE = new One("", Map.of(), 1, 1, false);

    private Cells() {}

    static List<One> of(String name, @Nullable YamlNode parallel) {
        if (parallel instanceof YamlScalar number && number.text().matches("[0-9]{1,3}")) {
            int total = Math.clamp(Integer.parseInt(number.text()), 1, MOST);
            List<One> cells = new ArrayList<>();
            for (int i = 1; i <= total; i++) {
                cells.add(new One(name + " " + i + "/" + total, Map.of(), i, total, true));
            }
            return cells;
        }
        if (parallel instanceof YamlMap map) {
            List<Map<String, String>> all = rows(Trees.at(map, "matrix"));
            List<One> cells = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                String values = all.get(i).values().stream().collect(Collectors.joining(", "));
                cells.add(
                        new One(name + ": [" + values + "]", all.get(i), i + 1, all.size(), true));
            }
            if (!cells.isEmpty()) {
                return cells;
            }
        }
        return List.of(new One(name, Map.of(), 1, 1, false));
    }

    /** The rows of a matrix: of each entry every combination of its values. */
    static List<Map<String, String>> rows(@Nullable YamlNode matrix) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (YamlNode entry : Trees.items(matrix)) {
            if (!(entry instanceof YamlMap axes)) {
                continue;
            }
            List<Map<String, String>> product = new ArrayList<>();
            product.add(new LinkedHashMap<>());
            for (YamlMap.Entry axis : axes.entries()) {
                List<Map<String, String>> next = new ArrayList<>();
                for (Map<String, String> row : product) {
                    for (String value : Trees.texts(axis.value())) {
                        if (next.size() < MOST) {
                            Map<String, String> longer = new LinkedHashMap<>(row);
                            longer.put(axis.name(), value);
                            next.add(longer);
                        }
                    }
                }
                product = next;
            }
            rows.addAll(product.subList(0, Math.min(product.size(), MOST - rows.size())));
        }
        return rows;
    }
}
