package dev.duru.dialects.gitlab.include;

import dev.duru.dialects.gitlab.rules.PathGlob;
import dev.duru.dialects.gitlab.rules.Rules;
import dev.duru.dialects.gitlab.rules.Situation;
import dev.duru.dialects.gitlab.tree.GitlabYaml;
import dev.duru.dialects.gitlab.tree.Inputs;
import dev.duru.dialects.gitlab.tree.Interpolation;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a file with all that it includes. */
public final class Includes {
    /** GitLab's own limit of files. */
    private static final int MOST = 150;

    private static final String RULE = "include";
    private static final Set<String> KEYS =
            Set.of(
                    "local",
                    "project",
                    "file",
                    "ref",
                    "remote",
                    "integrity",
                    "template",
                    "component",
                    "rules",
                    "inputs",
                    "cache");

    private final Sources sources;
    private final Situation situation;
    private final Problems problems;
    private final List<Location> open = new ArrayList<>();
    private final List<Missed> missed = new ArrayList<>();
    private int files;

    /** An include that could not be reached. */
    public record Missed(Position position, String location, String why) {}

    public Includes(Sources sources, Situation situation, Problems problems) {
        this.sources = sources;
        this.situation = situation;
        this.problems = problems;
    }

    /** What could not be reached so far. */
    public List<Missed> missed() {
        return List.copyOf(missed);
    }

    /**
     * The tree of a text and of all that it includes.
     *
     * @param inputs of the text, where it declares any
     */
    public YamlMap read(String file, String text, @Nullable YamlMap inputs) {
        Location own = new Location.File("", "", file);
        open.add(own);
        YamlMap tree = read(own, file, new Sources.Found(text), inputs, Position.startOf(file));
        open.removeLast();
        return tree;
    }

    private YamlMap read(
            Location location,
            String shown,
            Sources.Found found,
            @Nullable YamlMap inputs,
            Position caller) {
        GitlabYaml yaml = GitlabYaml.read(shown, found.text(), problems);
        YamlMap content = yaml.content();
        if (yaml.header() != null || inputs != null) {
            Map<String, YamlNode> values = Inputs.resolve(yaml.header(), inputs, caller, problems);
            content =
                    Interpolation.apply(
                            content,
                            new Interpolation.Known(
                                    values, found.component(), situation.variables()),
                            problems);
        }
        YamlNode includes = Trees.at(content, "include");
        YamlMap own = Trees.without(content, "include"::equals);
        if (includes == null) {
            return own;
        }
        YamlMap below = null;
        for (YamlNode include : Trees.items(includes)) {
            for (YamlMap one : one(include, location)) {
                below = below == null ? one : Trees.merge(below, one);
            }
        }
        return below == null ? own : Trees.merge(below, own);
    }

    private List<YamlMap> one(YamlNode include, Location from) {
        if (include instanceof YamlScalar scalar) {
            String text = Expansion.expand(scalar.text(), situation.variables());
            boolean remote = text.startsWith("http://") || text.startsWith("https://");
            return remote
                    ? fetch(new Location.Remote(text, ""), null, scalar.position())
                    : local(text, from, null, scalar.position());
        }
        if (!(include instanceof YamlMap map)) {
            return wrong(include.position(), "an include is a text or a mapping");
        }
        for (YamlMap.Entry entry : map.entries()) {
            if (!KEYS.contains(entry.name())) {
                problems.error(
                        entry.key().position(),
                        "unknown-key",
                        "an include has no key `" + entry.name() + "`",
                        "it has: " + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
        YamlNode rules = Trees.at(map, "rules");
        Rules.check(rules, problems);
        if (rules != null
                && Rules.first(rules, situation)
                        .filter(rule -> !Trees.textAt(rule, "when", "always").equals("never"))
                        .isEmpty()) {
            return List.of();
        }
        YamlMap inputs = Trees.at(map, "inputs") instanceof YamlMap given ? given : null;
        return kind(map, from, inputs);
    }

    private List<YamlMap> kind(YamlMap map, Location from, @Nullable YamlMap inputs) {
        for (String key : List.of("local", "remote", "template", "component")) {
            if (Trees.at(map, key) instanceof YamlScalar value) {
                String text = Expansion.expand(value.text(), situation.variables());
                return switch (key) {
                    case "local" -> local(text, from, inputs, value.position());
                    case "remote" ->
                            fetch(
                                    new Location.Remote(text, Trees.textAt(map, "integrity", "")),
                                    inputs,
                                    value.position());
                    case "template" -> fetch(new Location.Template(text), inputs, value.position());
                    default -> fetch(new Location.Component(text), inputs, value.position());
                };
            }
        }
        String project = Expansion.expand(Trees.textAt(map, "project", ""), situation.variables());
        List<YamlNode> names = Trees.items(Trees.at(map, "file"));
        if (project.isEmpty() || names.isEmpty()) {
            return wrong(
                    map.position(),
                    "an include needs one of: component, local, project with file, remote, template");
        }
        String ref = Expansion.expand(Trees.textAt(map, "ref", ""), situation.variables());
        List<YamlMap> trees = new ArrayList<>();
        for (YamlNode name : names) {
            if (name instanceof YamlScalar scalar) {
                String path = relative(Expansion.expand(scalar.text(), situation.variables()));
                Location.File file = new Location.File(project, ref, path);
                trees.addAll(fetch(file, inputs, scalar.position()));
            }
        }
        return trees;
    }

    private List<YamlMap> wrong(Position position, String message) {
        problems.error(position, RULE, message, "write such as `- local: ci/build.yml`");
        return List.of();
    }

    /** A file, or all that match a pattern, of the project in which the including file lies. */
    private List<YamlMap> local(
            String text, Location from, @Nullable YamlMap inputs, Position position) {
        if (!(from instanceof Location.File)) {
            return wrong(
                    position, "`" + from + "` is in no project, so it can include no local file");
        }
        String project = from instanceof Location.File file ? file.project() : "";
        String ref = from instanceof Location.File file ? file.ref() : "";
        String path = relative(text);
        if (!PathGlob.isPattern(path)) {
            return fetch(new Location.File(project, ref, path), inputs, position);
        }
        PathGlob glob = PathGlob.of(path);
        List<YamlMap> trees = new ArrayList<>();
        sources.paths(project, ref).stream()
                .filter(glob::matches)
                .sorted()
                .forEach(match ->
                        trees.addAll(
                                fetch(new Location.File(project, ref, match), inputs, position)));
        return trees;
    }

    private static String relative(String path) {
        return path.replaceFirst("^(\\./|/)+", "");
    }

    private List<YamlMap> fetch(Location location, @Nullable YamlMap inputs, Position position) {
        if (open.contains(location)) {
            problems.error(
                    position,
                    RULE,
                    "`" + location + "` includes itself",
                    "break the circle of includes");
            return List.of();
        }
        if (++files > MOST) {
            if (files == MOST + 1) {
                problems.error(
                        position,
                        RULE,
                        "more than " + MOST + " files are included",
                        "include fewer");
            }
            return List.of();
        }
        Sources.Answer answer =
                location instanceof Location.Template template
                        ? Templates.read(template)
                        : sources.read(location);
        if (location instanceof Location.Remote remote
                && answer instanceof Sources.Found found
                && !Integrity.holds(remote.integrity(), found.text())) {
            answer =
                    new Sources.Missing(
                            "its checksum is "
                                    + Integrity.of(found.text())
                                    + ", which is not what `integrity` says",
                            "look at what has changed before you change `integrity`");
        }
        return switch (answer) {
            case Sources.Found found -> {
                open.add(location);
                Location home = found.home().<Location>map(file -> file).orElse(location);
                YamlMap tree = read(home, location.toString(), found, inputs, position);
                open.removeLast();
                yield List.of(tree);
            }
            case Sources.Missing(String why, String mend) -> {
                missed.add(new Missed(position, location.toString(), why));
                problems.error(position, RULE, "`" + location + "` is not included: " + why, mend);
                yield List.of();
            }
        };
    }
}
