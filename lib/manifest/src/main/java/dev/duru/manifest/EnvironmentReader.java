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

    private final Problems problems;
    private final ManifestReader variables;

    EnvironmentReader(Problems problems, ManifestReader variables) {
        this.problems = problems;
        this.variables = variables;
    }

    Environment read(Fields parent, YamlMap.Entry entry) {
        String name = entry.name();
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    entry.key().position(),
                    "`" + name + "` is not a name of an environment",
                    "use 1 to 32 lower-case letters, digits and - between, as in a host name");
        }
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
        return new Environment(
                entry.key().position(),
                name,
                entrance(fields),
                approval(fields),
                new RulesReader(problems).read(fields),
                runtime,
                fields.whole("replicas", 1, 64, 1),
                variables.variables(fields),
                secrets(fields),
                rollout,
                gates.read(fields),
                gates.checks(),
                fields.word("quiet", Environment.Quiet.CONTINUE, Map.of()),
                fields.word("rollback", Environment.RollbackMode.AUTO, Map.of()),
                fields.duration("drain", Environment.DEFAULT_DRAIN),
                keep(fields, rollout),
                new EdgeReader(problems).read(fields),
                new HostingReader(problems).read(fields, runtime));
    }

    private static Duration keep(Fields fields, Rollout rollout) {
        return fields.duration(
                "keep",
                rollout instanceof Rollout.BlueGreen
                        ? Rollout.BlueGreen.DEFAULT_KEEP
                        : Duration.ZERO);
    }

    private Entrance entrance(Fields fields) {
        String from = fields.text("from");
        String after = fields.text("after");
        if (from != null && after != null) {
            problems.add(
                    fields.position("after"),
                    "`from` and `after` are both there",
                    "keep `from` to take images of a branch, or `after` to take what another environment has");
        }
        if (from != null) {
            String branch =
                    from.startsWith("refs/heads/") ? from.substring("refs/heads/".length()) : from;
            if (!BRANCH.matcher(branch).matches() || branch.contains("..")) {
                problems.add(
                        fields.valuePosition("from"),
                        "`" + from + "` is not a branch",
                        "write the name of a branch, such as main or release/*");
            }
            return new Entrance.From(fields.position("from"), branch);
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
