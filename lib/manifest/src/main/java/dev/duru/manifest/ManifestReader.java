package dev.duru.manifest;

import dev.duru.yaml.Position;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlDocument;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the root, the package and the alerts of one file. */
final class ManifestReader {
    private static final Pattern APP = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?");
    private static final Pattern FOLDER =
            Pattern.compile("(?!\\.{1,2}(/|$))[^/\\\\\\s]+(/(?!\\.{1,2}(/|$))[^/\\\\\\s]+)*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> OWN = Set.of("PORT", "GIT_REV", "DURU_ENV", "DURU_RELEASE");

    private final String file;
    private final Problems problems = new Problems();

    ManifestReader(String file) {
        this.file = file;
    }

    Parsed read(Sources sources) {
        YamlDocument document = Yaml.read(file, sources.main());
        document.problems().forEach(problems::add);
        Manifest manifest = null;
        Optional<YamlNode> root = document.root().filter(node -> !node.isNull());
        if (root.isEmpty() && !sources.alone()) {
            YamlMap empty = new YamlMap(document.start(), "", List.of());
            manifest = manifest(new Fields(empty, file, Keys.ROOT, problems), sources);
        } else if (root.isEmpty()) {
            if (problems.none()) {
                problems.add(
                        document.start(),
                        "the file is empty",
                        "write `app:` and `environments:`, or remove the file and let Duru detect the project");
            }
        } else if (root.get() instanceof YamlMap map) {
            manifest = manifest(new Fields(map, "duru.yml", Keys.ROOT, problems), sources);
        } else {
            problems.add(
                    root.get().position(),
                    "the file holds " + root.get().describe() + " and not a mapping",
                    "begin with `app: NAME`");
        }
        return manifest != null && problems.none()
                ? new Parsed.Good(manifest)
                : new Parsed.Bad(problems.inOrder());
    }

    private Manifest manifest(Fields fields, Sources sources) {
        String app = fields.text("app");
        if (app != null && !APP.matcher(app).matches()) {
            problems.add(
                    fields.valuePosition("app"),
                    "`" + app + "` is not a name",
                    "use lower-case letters, digits and - . _ between");
        }
        Packaging packaging = fields.map("package").map(this::packaging).orElse(null);
        List<Environment> environments = environments(fields);
        sources.byName().forEach(own -> ownFile(environments, fields, own, sources));
        References.check(environments, problems);
        return new Manifest(
                fields.position(),
                app,
                packaging,
                environments.stream().filter(e -> !e.isReview()).toList(),
                environments.stream().filter(Environment::isReview).toList(),
                alerts(fields),
                dashboards(fields));
    }

    private String dashboards(Fields fields) {
        String folder = fields.text("dashboards");
        if (folder == null) {
            return Manifest.DASHBOARDS;
        }
        String plain = folder.replaceAll("/+$", "");
        if (!FOLDER.matcher(plain).matches()) {
            problems.add(
                    fields.valuePosition("dashboards"),
                    "`" + folder + "` is not a folder of the repository",
                    "write a path below its root, such as `ops/dashboards`");
        }
        return plain;
    }

    private List<Environment> environments(Fields fields) {
        List<Environment> environments = new ArrayList<>();
        EnvironmentReader reader = new EnvironmentReader(problems, this);
        fields.map("environments")
                .ifPresent(map -> {
                    for (YamlMap.Entry entry : map.entries()) {
                        environments.add(reader.read(fields, entry));
                    }
                });
        return environments;
    }

    /** An environment that has a file of its own, which holds what else stands below its name. */
    private void ownFile(
            List<Environment> environments,
            Fields fields,
            Map.Entry<String, String> own,
            Sources sources) {
        String path = own.getValue();
        YamlDocument document = Yaml.read(path, sources.environments().getOrDefault(path, ""));
        document.problems().forEach(problems::add);
        Position start = Position.startOf(path);
        for (Environment other : environments) {
            if (other.name().equals(own.getKey())) {
                problems.add(
                        start,
                        "the environment `"
                                + other.name()
                                + "` is declared at "
                                + other.position()
                                + " already",
                        "keep it in one place");
            }
        }
        YamlScalar name =
                new YamlScalar(start, "", own.getKey(), YamlScalar.Style.DOUBLE_QUOTED, start);
        YamlNode value = document.root().orElse(new YamlMap(start, "", List.of()));
        environments.add(
                new EnvironmentReader(problems, this).read(fields, new YamlMap.Entry(name, value)));
    }

    private Packaging packaging(YamlMap map) {
        Fields fields = new Fields(map, "`package`", Keys.PACKAGE, problems);
        List<Packaging.FileMapping> files = files(fields);
        String dockerfile = fields.text("dockerfile");
        if (dockerfile != null) {
            checkSource(fields, "dockerfile", dockerfile);
            if (fields.has("files")) {
                problems.add(
                        fields.position("dockerfile"),
                        "`files` and `dockerfile` are both there",
                        "keep the one that makes the image");
            }
        }
        String run = fields.text("run");
        if (run != null && run.isBlank()) {
            problems.add(
                    fields.valuePosition("run"),
                    "`run` is blank",
                    "write the command that starts the application, such as: java -jar app.jar");
        }
        if (fields.has("files") && !fields.has("run")) {
            problems.add(
                    fields.position("files"),
                    "`package` has `files` but no `run`",
                    "add `run:` with the command that starts the application");
        }
        return new Packaging(
                fields.position(), files, dockerfile, run, health(fields), variables(fields));
    }

    private List<Packaging.FileMapping> files(Fields fields) {
        List<Packaging.FileMapping> files = new ArrayList<>();
        fields.map("files")
                .ifPresent(map -> {
                    for (YamlMap.Entry entry : map.entries()) {
                        String image = entry.name();
                        if (!relative(image.startsWith("/") ? image.substring(1) : image)) {
                            problems.add(
                                    entry.key().position(),
                                    "`" + image + "` is not a path inside the image",
                                    "write a path such as app/ without `..`");
                        }
                        Optional<String> source =
                                fields.textOf(entry.value(), "the source of `" + image + "`");
                        if (source.isPresent() && !relative(source.get())) {
                            outside(entry.value(), source.get());
                        }
                        source.ifPresent(path ->
                                files.add(
                                        new Packaging.FileMapping(
                                                entry.key().position(), image, path)));
                    }
                    if (map.isEmpty()) {
                        problems.add(
                                map.position(),
                                "`files` is empty",
                                "write at least one line such as `app/: build/`");
                    }
                });
        return files;
    }

    private void checkSource(Fields fields, String key, String path) {
        if (!relative(path)) {
            fields.node(key).ifPresent(node -> outside(node, path));
        }
    }

    private void outside(YamlNode node, String path) {
        problems.add(
                node.position(),
                "`" + path + "` is not a path inside the repository",
                "write it relative to the root of the repository, without `..`");
    }

    static boolean relative(String path) {
        if (path.isEmpty()) {
            return false;
        }
        return !path.startsWith("/")
                && path.indexOf('\\') < 0
                && List.of(path.split("/")).stream().noneMatch(".."::equals);
    }

    private @Nullable HealthCheck health(Fields fields) {
        Optional<YamlNode> node = fields.node("health");
        if (node.isEmpty()) {
            return null;
        }
        if (node.get() instanceof YamlMap map) {
            Fields inner = new Fields(map, "`health`", Keys.HEALTH, problems);
            String path = inner.text("path");
            if (path == null) {
                problems.add(
                        map.position(), "`health` has no `path`", "add `path:` such as /healthz");
                return null;
            }
            checkUrlPath(inner.valuePosition("path"), path);
            return new HealthCheck(
                    map.position(), path, inner.duration("timeout", HealthCheck.DEFAULT_TIMEOUT));
        }
        String path = fields.text("health");
        if (path == null) {
            return null;
        }
        checkUrlPath(node.get().position(), path);
        return new HealthCheck(node.get().position(), path, HealthCheck.DEFAULT_TIMEOUT);
    }

    private void checkUrlPath(Position position, String path) {
        if (!path.matches("/[!-~]*") || path.startsWith("//")) {
            problems.add(
                    position,
                    "`" + path + "` is not the path of a URL",
                    "begin with one / and use ASCII without spaces, such as /healthz");
        }
    }

    /** The variables under {@code env}. */
    Map<String, String> variables(Fields fields) {
        Map<String, String> variables = new LinkedHashMap<>();
        fields.map("env")
                .ifPresent(map -> {
                    for (YamlMap.Entry entry : map.entries()) {
                        checkVariable(entry.key(), entry.name());
                        if (entry.value().isNull()) {
                            variables.put(entry.name(), "");
                        } else {
                            fields.textOf(entry.value(), "`" + entry.name() + "`")
                                    .ifPresent(value -> variables.put(entry.name(), value));
                        }
                    }
                });
        return variables;
    }

    void checkVariable(YamlNode where, String name) {
        if (!VARIABLE.matcher(name).matches()) {
            problems.add(
                    where.position(),
                    "`" + name + "` is not a name of a variable",
                    "use letters, digits and _, and no digit first");
        } else if (OWN.contains(name)) {
            problems.add(
                    where.position(),
                    "`" + name + "` is set by Duru",
                    "remove it; the application finds it in its environment anyway");
        }
    }

    private List<AlertRule> alerts(Fields fields) {
        List<AlertRule> alerts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode item : fields.list("alerts").map(YamlList::items).orElse(List.of())) {
            fields.asMap(item, "an alert")
                    .ifPresent(map -> {
                        AlertRule rule = alert(map);
                        if (!names.add(rule.name())) {
                            problems.add(
                                    map.position(),
                                    "a second alert is named `" + rule.name() + "`",
                                    "give it another name");
                        }
                        alerts.add(rule);
                    });
        }
        return alerts;
    }

    private AlertRule alert(YamlMap map) {
        Fields fields = new Fields(map, "an alert", Keys.ALERT, problems);
        String name = fields.text("name");
        String query = fields.text("query");
        if (name == null) {
            problems.add(map.position(), "the alert has no `name`", "add `name:`");
        }
        Double objective = objective(fields);
        boolean asks = !fields.has("objective");
        if (asks && query == null) {
            problems.add(map.position(), "the alert has no `query`", "add `query:`");
        }
        if (asks && fields.has("above") == fields.has("below")) {
            problems.add(
                    map.position(),
                    "the alert needs either `above` or `below`",
                    "write the value at which it fires, such as `above: 5%`");
        }
        String summary = fields.text("summary");
        return new AlertRule(
                map.position(),
                name == null ? "" : name,
                query == null ? "" : query,
                threshold(fields, "above"),
                threshold(fields, "below"),
                fields.duration("for", Duration.ZERO),
                fields.word("severity", AlertRule.Severity.WARNING, Map.of()),
                summary == null ? "" : summary,
                objective);
    }

    /** What must be answered well, such as 99.9%; it leaves no room for a query. */
    private @Nullable Double objective(Fields fields) {
        String text = fields.text("objective");
        if (text == null) {
            return null;
        }
        for (String other : List.of("query", "above", "below", "for", "severity")) {
            if (fields.has(other)) {
                problems.add(
                        fields.position(other),
                        "an alert with an `objective` has no `" + other + "`",
                        "remove one of the two");
            }
        }
        Double value = Units.ratio(text);
        if (value == null || value <= 0 || value >= 1) {
            problems.add(
                    fields.valuePosition("objective"),
                    "`" + text + "` is not a share of requests",
                    "write a share above 0% and below 100%, such as 99.9%");
            return null;
        }
        return value;
    }

    private @Nullable Double threshold(Fields fields, String key) {
        String text = fields.text(key);
        if (text == null) {
            return null;
        }
        Double value = Units.any(text);
        if (value == null) {
            problems.add(
                    fields.valuePosition(key),
                    "`" + text + "` is not a value to compare with",
                    "write a number, 5%, 500ms or 10/s");
        }
        return value;
    }
}
