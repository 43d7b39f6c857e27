package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Service;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code image} and {@code services}. */
final class Images {
    private static final String DIGEST_OR_TAG = "(@sha256:[0-9a-f]+|:[A-Za-z0-9_.-]+)$";

    /** Other containers of the job reach its own under this name. */
    private static final List<String> OF_JOB = List.of("", "build");

    private Images() {}

    static Executor executor(@Nullable YamlNode image, Position at) {
        Executor.Host host = new Executor.Host(Expr.text("self-hosted", at), Expr.unset(at), at);
        return image == null
                ? host
                : new Executor.Container(host, image(image, OF_JOB), image.position());
    }

    static List<Service> services(@Nullable YamlNode services) {
        List<Service> all = new ArrayList<>();
        for (YamlNode service : Trees.items(services)) {
            String reference =
                    service instanceof YamlMap map
                            ? Trees.textAt(map, "name", "")
                            : Trees.texts(service).stream().findFirst().orElse("");
            String alias = service instanceof YamlMap map ? Trees.textAt(map, "alias", "") : "";
            List<String> names = names(reference, alias);
            all.add(new Service(names.getFirst(), image(service, names), service.position()));
        }
        return all;
    }

    /** The names under which a job reaches a service: its aliases, and two of its image. */
    static List<String> names(String reference, String alias) {
        Set<String> names = new LinkedHashSet<>();
        for (String one : alias.split("[ ,]+")) {
            if (!one.isBlank()) {
                names.add(one);
            }
        }
        String image = reference.replaceFirst("@sha256:[0-9a-f]+$", "");
        image = image.replaceFirst(DIGEST_OR_TAG, "");
        // A port of the registry is no part of the name.
        image = image.replaceFirst("^([^/]+):[0-9]+/", "$1/");
        names.add(image.replace("/", "-"));
        names.add(image.replace("/", "__"));
        return List.copyOf(names);
    }

    private static Executor.Image image(YamlNode node, List<String> names) {
        Position at = node.position();
        if (!(node instanceof YamlMap map)) {
            return new Executor.Image(
                    Exprs.text(node, at),
                    null,
                    Expr.unset(at),
                    Expr.unset(at),
                    Expr.unset(at),
                    options(null, names, at),
                    Expr.unset(at),
                    Expr.unset(at),
                    at);
        }
        return new Executor.Image(
                Exprs.text(Trees.at(map, "name"), at),
                null,
                variables(Trees.at(map, "variables"), at),
                Expr.unset(at),
                Expr.unset(at),
                options(map, names, at),
                Exprs.arguments(Trees.at(map, "entrypoint"), at),
                Exprs.arguments(Trees.at(map, "command"), at),
                at);
    }

    private static Expr variables(@Nullable YamlNode node, Position at) {
        if (!(node instanceof YamlMap map)) {
            return Expr.unset(at);
        }
        Map<String, Expr> fields = new LinkedHashMap<>();
        map.entries().forEach(e -> fields.put(e.name(), Exprs.text(e.value(), at)));
        return new Expr.Fields(fields, at);
    }

    private static Expr options(@Nullable YamlMap map, List<String> names, Position at) {
        List<String> options = new ArrayList<>();
        names.stream().skip(1).forEach(name -> options.add("--network-alias " + name));
        YamlMap docker = map != null && Trees.at(map, "docker") instanceof YamlMap own ? own : null;
        if (docker != null) {
            String user = Trees.textAt(docker, "user", "");
            String platform = Trees.textAt(docker, "platform", "");
            if (!user.isEmpty()) {
                options.add("--user " + user);
            }
            if (!platform.isEmpty()) {
                options.add("--platform " + platform);
            }
        }
        List<String> pull = map == null ? List.of() : Trees.texts(Trees.at(map, "pull_policy"));
        if (!pull.isEmpty()) {
            options.add("--pull " + String.join(",", pull).replace("if-not-present", "missing"));
        }
        return options.isEmpty() ? Expr.unset(at) : new Expr.GlText(String.join(" ", options), at);
    }
}
