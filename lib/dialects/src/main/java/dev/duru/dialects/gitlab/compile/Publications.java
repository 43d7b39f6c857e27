package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.rules.Durations;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.Expr;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a job makes public: {@code release} and {@code pages}. */
final class Publications {
    /** GitLab keeps sites with a prefix for a day unless they say otherwise. */
    private static final Duration PREFIXED = Duration.ofDays(1);

    private Publications() {}

    /** The arguments of a release; a link is a line with tabs between its parts. */
    static Map<String, Expr> release(YamlMap release, Position at) {
        Map<String, Expr> args = new LinkedHashMap<>();
        for (String key : List.of("tag_name", "name", "description", "ref", "released_at")) {
            args.put(key, Exprs.text(Trees.at(release, key), at));
        }
        List<String> links = new ArrayList<>();
        YamlNode listed =
                Trees.at(release, "assets") instanceof YamlMap assets
                        ? Trees.at(assets, "links")
                        : null;
        for (YamlNode link : Trees.items(listed)) {
            if (link instanceof YamlMap map) {
                links.add(
                        String.join(
                                "\t",
                                Trees.textAt(map, "name", ""),
                                Trees.textAt(map, "url", ""),
                                Trees.textAt(map, "link_type", "other"),
                                Trees.textAt(map, "filepath", "")));
            }
        }
        args.put("links", Exprs.lines(links, at));
        return args;
    }

    /** The arguments of a site; nothing for a job that publishes none. */
    static Optional<Map<String, Expr>> site(String name, YamlMap job, Position at) {
        YamlNode pages = Trees.at(job, "pages");
        boolean wanted =
                pages == null
                        ? name.equals("pages")
                        : Trees.isTrue(pages) || pages instanceof YamlMap;
        if (!wanted) {
            return Optional.empty();
        }
        YamlMap keys = pages instanceof YamlMap map ? map : Trees.map(at, List.of());
        String folder = Trees.textAt(keys, "publish", Trees.textAt(job, "publish", "public"));
        String prefix = Trees.textAt(keys, "path_prefix", "");
        String expire = Trees.textAt(keys, "expire_in", "");
        Duration life =
                expire.equals("never")
                        ? Duration.ZERO
                        : Durations.parse(expire)
                                .orElse(prefix.isEmpty() ? Duration.ZERO : PREFIXED);
        Map<String, Expr> args = new LinkedHashMap<>();
        args.put("folder", new Expr.GlText(folder, at));
        args.put("prefix", new Expr.GlText(prefix, at));
        args.put("expire", Expr.text(Long.toString(life.toSeconds()), at));
        return Optional.of(args);
    }
}
