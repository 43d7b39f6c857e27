package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.plan.Concurrency;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Permissions;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What workflows and jobs share: images, locks, permissions. */
final class Surroundings {
    private Surroundings() {}

    /** An image: its bare name, or a mapping. */
    static Executor.Image image(YamlNode node) {
        Position at = node.position();
        if (!(node instanceof YamlMap map)) {
            Expr unset = Expr.unset(at);
            return new Executor.Image(
                    Exprs.of(node, at), null, unset, unset, unset, unset, unset, unset, at);
        }
        if (isComputed(map)) {
            Expr unset = Expr.unset(at);
            return new Executor.Image(
                    Exprs.of(map, at), null, unset, unset, unset, unset, unset, unset, at);
        }
        Fields fields = new Fields(map);
        YamlMap credentials = fields.map("credentials");
        return new Executor.Image(
                Exprs.of(fields.node("image"), at),
                credentials == null ? null : credentials(new Fields(credentials), at),
                Exprs.of(fields.node("env"), at),
                Exprs.of(fields.node("ports"), at),
                Exprs.of(fields.node("volumes"), at),
                Exprs.of(fields.node("options"), at),
                Exprs.of(fields.node("entrypoint"), at),
                Exprs.of(fields.node("command"), at),
                at);
    }

    /** Whether some of the keys are expressions. */
    static boolean isComputed(YamlMap map) {
        return map.names().stream().anyMatch(GhaTemplate::isTemplate);
    }

    private static Executor.Credentials credentials(Fields fields, Position at) {
        return new Executor.Credentials(
                Exprs.of(fields.node("username"), at), Exprs.of(fields.node("password"), at));
    }

    static List<Concurrency> locks(@Nullable YamlNode node) {
        return switch (node) {
            case null -> List.of();
            case YamlMap map -> {
                Fields fields = new Fields(map);
                yield List.of(
                        new Concurrency(
                                Exprs.of(fields.node("group"), map.position()),
                                Exprs.of(fields.node("cancel-in-progress"), map.position()),
                                keepsAll(fields),
                                map.position()));
            }
            case YamlNode group ->
                    List.of(
                            new Concurrency(
                                    Exprs.of(group, group.position()),
                                    Expr.unset(group.position()),
                                    false,
                                    group.position()));
        };
    }

    private static boolean keepsAll(Fields fields) {
        YamlScalar queue = fields.text("queue");
        return queue != null && queue.text().equals("max");
    }

    static Permissions permissions(@Nullable YamlNode node) {
        return switch (node) {
            case null -> Permissions.DEFAULT;
            case YamlMap map -> {
                if (map.isEmpty()) {
                    yield Permissions.NOTHING;
                }
                Map<String, String> scopes = new LinkedHashMap<>();
                for (YamlMap.Entry entry : map.entries()) {
                    if (entry.value() instanceof YamlScalar value) {
                        scopes.put(entry.name(), value.text());
                    }
                }
                yield new Permissions(scopes);
            }
            case YamlScalar all ->
                    switch (all.text()) {
                        case "read-all" -> new Permissions(Map.of("*", "read"));
                        case "write-all" -> new Permissions(Map.of("*", "write"));
                        default -> Permissions.DEFAULT;
                    };
            case dev.duru.yaml.YamlList _ -> Permissions.DEFAULT;
        };
    }
}
