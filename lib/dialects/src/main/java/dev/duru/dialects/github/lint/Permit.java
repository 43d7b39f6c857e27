package dev.duru.dialects.github.lint;

import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks {@code permissions}. */
final class Permit {
    private static final String RULE = "permissions";
    private static final Map<String, Set<String>> SCOPES = scopes();

    private Permit() {}

    private static Map<String, Set<String>> scopes() {
        Map<String, Set<String>> scopes = new TreeMap<>();
        for (String scope :
                ("actions artifact-metadata attestations checks contents deployments discussions"
                                + " issues packages pages pull-requests repository-projects"
                                + " security-events statuses")
                        .split(" ")) {
            scopes.put(scope, Set.of("read", "write", "none"));
        }
        scopes.put("id-token", Set.of("write", "none"));
        scopes.put("models", Set.of("read", "none"));
        scopes.put("vulnerability-alerts", Set.of("read", "none"));
        return scopes;
    }

    static Set<String> scopeNames() {
        return SCOPES.keySet();
    }

    static void check(@Nullable YamlNode permissions, Problems problems) {
        switch (permissions) {
            case YamlScalar all -> {
                if (!all.text().equals("read-all") && !all.text().equals("write-all")) {
                    problems.error(
                            all.position(),
                            RULE,
                            "`" + all.text() + "` is no permission for everything",
                            "write read-all, write-all or {}");
                }
            }
            case YamlMap map -> map.entries().forEach(entry -> scope(entry, problems));
            case null -> {}
            case dev.duru.yaml.YamlList _ -> {}
        }
    }

    private static void scope(YamlMap.Entry entry, Problems problems) {
        Set<String> allowed = SCOPES.get(entry.name());
        if (allowed == null) {
            problems.error(
                    entry.key().position(),
                    RULE,
                    "there is no permission `" + entry.name() + "`",
                    "use one of: " + String.join(", ", SCOPES.keySet()));
        } else if (entry.value() instanceof YamlScalar value
                && !value.text().isEmpty()
                && !allowed.contains(value.text())) {
            problems.error(
                    value.position(),
                    RULE,
                    "`" + entry.name() + "` cannot be `" + value.text() + "`",
                    "write one of: " + String.join(", ", new TreeSet<>(allowed)));
        }
    }
}
