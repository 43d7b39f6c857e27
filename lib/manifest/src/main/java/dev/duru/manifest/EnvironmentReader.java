package dev.duru.manifest;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one environment. */
final class EnvironmentReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?");
    private static final Pattern BRANCH = Pattern.compile("[^\\s~^:?\\[\\\\\\x00-\\x1f]{1,200}");

    /** Short enough that there is room for the names of branches. */
    private static final Pattern REVIEW =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?/\\*");

    private final Problems problems;
    private final ManifestReader variables;

    EnvironmentReader(Problems problems, ManifestReader variables) {
        this.problems = problems;
        this.variables = variables;
    }

    Environment read(Fields parent, YamlMap.Entry entry) {
        String name = entry.name();
        checkName(entry, name);
        boolean review = Entrance.Review.isName(name);
        YamlMap map =
                entry.value().isNull()
                        ? new YamlMap(entry.key().position(), "", List.of())
                        : parent.asMap(entry.value(), "the environment `" + name + "`")
                                .orElse(new YamlMap(entry.key().position(), "", List.of()));
        Fields fields =
                new Fields(map, "the environment `" + name + "`", Keys.ENVIRONMENT, problems);
        Rollout rollout = new RolloutReader(problems).read(fields);
        GateReader gates = new GateReader(problems, name);
        Environment.RuntimeKind runtime =
                fields.word("runtime", Environment.RuntimeKind.PROCESS, Map.of());
        List<Gate> verify = gates.read(fields);
        SignalQueries queries = fields.map("signals").map(this::signals).orElse(null);
        if (runtime == Environment.RuntimeKind.KUBERNETES) {
            new ClusterReader(problems).check(fields, verify, queries);
        }
        return new Environment(
                entry.key().position(),
                name,
                review ? review(fields, name) : entrance(fields),
                approval(fields),
                new RulesReader(problems).read(fields),
                runtime,
                fields.whole("replicas", 1, 64, 1),
                variables.variables(fields),
                secrets(fields),
                rollout,
                verify,
                gates.checks(),
                queries,
                fields.word("quiet", Environment.Quiet.CONTINUE, Map.of()),
                fields.word("rollback", Environment.RollbackMode.AUTO, Map.of()),
                fields.duration("drain", Environment.DEFAULT_DRAIN),
                keep(fields, rollout),
                new EdgeReader(problems, review).read(fields),
                new HostingReader(problems, review).read(fields, runtime));
    }

    private void checkName(YamlMap.Entry entry, String name) {
        if (!NAME.matcher(name).matches() && !REVIEW.matcher(name).matches()) {
            problems.add(
                    entry.key().position(),
                    "`" + name + "` is not a name of an environment",
                    "use 1 to 32 lower-case letters, digits and - between, as in a host name, or, for"
                            + " one of each branch or merge request, up to 16 of them and /*, such as"
                            + " review/*");
        }
    }

    private SignalQueries signals(YamlMap map) {
        Fields fields = new Fields(map, "`signals`", Keys.SIGNALS, problems);
        String requests = fields.text("requests");
        if (requests == null) {
            problems.add(
                    map.position(),
                    "`signals` has no `requests`",
                    "add the query that counts them, such as"
                            + " sum(increase(http_requests_total{release=\"$release\"}[$window]))");
        }
        return new SignalQueries(
                map.position(),
                requests == null ? "" : requests,
                fields.text("errors"),
                fields.text("latency"));
    }

    private static Duration keep(Fields fields, Rollout rollout) {
        return fields.duration(
                "keep",
                rollout instanceof Rollout.BlueGreen
                        ? Rollout.BlueGreen.DEFAULT_KEEP
                        : Duration.ZERO);
    }

    /** One environment for each of many. */
    private Entrance review(Fields fields, String name) {
        if (fields.has("after")) {
            problems.add(
                    fields.position("after"),
                    "`"
                            + name
                            + "` stands for environments of branches or merge requests and comes"
                            + " after none",
                    "write `from:` with a pattern of branches, or `from: merge requests`");
        }
        String from = fields.text("from");
        if (from == null && !fields.has("from")) {
            problems.add(
                    fields.position(),
                    "`" + name + "` does not say what its environments are for",
                    "add `from:` with a pattern of branches, such as feature/*, or `from: merge"
                            + " requests`");
        }
        return new Entrance.Review(
                fields.position(),
                from == null || from.equals(Entrance.Review.REQUESTS) ? null : branch(fields, from),
                fields.positive("stopAfter"),
                fields.whole("most", 1, 100, Entrance.Review.DEFAULT_MOST));
    }

    private Entrance.From branch(Fields fields, String from) {
        String branch =
                from.startsWith("refs/heads/") ? from.substring("refs/heads/".length()) : from;
        if (!BRANCH.matcher(branch).matches() || branch.contains("..")) {
            problems.add(
                    fields.valuePosition("from"),
                    "`" + from + "` is not a branch",
                    from.equals(Entrance.Review.REQUESTS)
                            ? "only an environment such as `review/*` is made for each of them"
                            : "write the name of a branch, such as main or release/*");
        }
        return new Entrance.From(fields.position("from"), branch);
    }

    private Entrance entrance(Fields fields) {
        for (String key : List.of("stopAfter", "most")) {
            if (fields.has(key)) {
                problems.add(
                        fields.position(key),
                        "`" + key + "` is for environments of branches and merge requests",
                        "remove it, or name the environment with a star, such as `review/*`");
            }
        }
        String from = fields.text("from");
        String after = fields.text("after");
        if (from != null && after != null) {
            problems.add(
                    fields.position("after"),
                    "`from` and `after` are both there",
                    "keep `from` to take images of a branch, or `after` to take what another environment has");
        }
        if (from != null) {
            return branch(fields, from);
        }
        if (after != null) {
            return new Entrance.After(fields.valuePosition("after"), after);
        }
        return new Entrance.ByHand();
    }

    private Environment.@Nullable Approval approval(Fields fields) {
        Optional<YamlNode> node = fields.node("approve");
        if (node.isEmpty()) {
            return null;
        }
        Map<String, Environment.ApprovalRole> aliases =
                Map.of("qa", Environment.ApprovalRole.APPROVER);
        if (!(node.get() instanceof YamlMap map)) {
            return new Environment.Approval(
                    node.get().position(),
                    fields.word("approve", Environment.ApprovalRole.APPROVER, aliases),
                    1,
                    false,
                    List.of());
        }
        Fields inner = new Fields(map, "`approve`", Keys.APPROVE, problems);
        return new Environment.Approval(
                map.position(),
                inner.word("role", Environment.ApprovalRole.APPROVER, aliases),
                inner.whole("count", 1, 20, 1),
                inner.flag("self"),
                new RulesReader(problems).checklist(inner));
    }

    private List<String> secrets(Fields fields) {
        List<String> secrets = new ArrayList<>();
        for (YamlNode item : fields.list("secrets").map(YamlList::items).orElse(List.of())) {
            fields.textOf(item, "the name of a secret")
                    .ifPresent(name -> {
                        variables.checkVariable(item, name);
                        if (secrets.contains(name)) {
                            problems.add(
                                    item.position(),
                                    "the secret `" + name + "` is there twice",
                                    "remove one");
                        }
                        secrets.add(name);
                    });
        }
        return secrets;
    }
}
