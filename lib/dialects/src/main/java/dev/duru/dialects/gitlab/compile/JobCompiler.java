package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.rules.Durations;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.gitlab.variables.Slugs;
import dev.duru.dialects.plan.Cell;
import dev.duru.dialects.plan.Concurrency;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Conduct;
import dev.duru.dialects.plan.Deployment;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Downstream.Handing;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.FailurePolicy;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Permissions;
import dev.duru.dialects.plan.Retry;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.plan.Timeouts;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the nodes of one job. */
final class JobCompiler {
    private final Draft draft;
    private final Ordering.Before before;
    private final Request request;
    private final YamlMap keys;
    private final Position at;

    JobCompiler(Draft draft, Ordering.Before before, Request request) {
        this.draft = draft;
        this.before = before;
        this.request = request;
        this.keys = draft.entry().keys();
        this.at = draft.entry().src();
    }

    /** Whether the job runs at all, or waits in vain for somebody to start it. */
    private boolean possible() {
        Request.Selection selection = request.selection();
        return !draft.choice().isManual()
                || selection.plays(draft.name())
                || selection.played().isEmpty();
    }

    /** Whether people decide when the job starts. */
    boolean asks() {
        return draft.choice().isManual()
                && request.selection().played().isEmpty()
                && !request.selection().plays(draft.name());
    }

    Ordering.Before before() {
        return before;
    }

    /** The names of what is before the job, the question whether to start it included. */
    private List<String> needs() {
        if (!asks()) {
            return before.jobs();
        }
        List<String> needs = new ArrayList<>(before.jobs());
        needs.add(draft.question());
        return needs;
    }

    Cond condition() {
        return Exprs.cond(possible(), Exprs.status(draft.choice().when()), Cond.Phase.SCHEDULE, at);
    }

    /** The node of one cell. */
    Node node(Cells.One one) {
        NodeId id = draft.id(one);
        List<Variable> variables = variables(one);
        Map<String, String> known = Expansion.resolve(variables, Map.of());
        if (Triggers.isBridge(draft.entry())) {
            return bridge(id, one, variables, known);
        }
        Steps steps = new Steps(keys, draft.name(), id.value(), known, at);
        List<String> from = before.artifacts().stream().map(NodeId::value).toList();
        Expr env =
                new Expr.GlVariables(
                        variables, before.dotenv(), identities(known), Secrets.of(keys), at);
        return new Job(
                id,
                draft.name(),
                condition(),
                needs(),
                Expr.text(one.name(), at),
                cell(one),
                executor(),
                Images.services(Trees.at(keys, "services")),
                new EnvLayers(List.of(new EnvLayers.Layer(EnvLayers.Origin.JOB, env))),
                steps.main(from, before.others()),
                steps.after(),
                Map.of(),
                failure(),
                new Timeouts(timeout(), Expr.unset(at)),
                locks(known),
                deployment(known),
                Permissions.DEFAULT,
                conduct(),
                at);
    }

    /** {@code id_tokens}: names, and for whom each is. */
    private Map<String, List<String>> identities(Map<String, String> known) {
        Map<String, List<String>> identities = new LinkedHashMap<>();
        if (Trees.at(keys, "id_tokens") instanceof YamlMap tokens) {
            for (YamlMap.Entry entry : tokens.entries()) {
                if (entry.value() instanceof YamlMap token) {
                    identities.put(
                            entry.name(),
                            Trees.texts(Trees.at(token, "aud")).stream()
                                    .map(audience -> Expansion.expand(audience, known))
                                    .toList());
                }
            }
        }
        return identities;
    }

    private Executor executor() {
        return Images.executor(Trees.at(keys, "image"), at);
    }

    private Cell cell(Cells.One one) {
        Obj axes = Obj.ofTexts(one.axes());
        return new Cell(axes, one.index() - 1, one.total(), false, 0);
    }

    private FailurePolicy failure() {
        Expr tolerated = new Expr.Lit(Value.of(draft.choice().tolerated()), at);
        return new FailurePolicy(tolerated, draft.choice().exitCodes());
    }

    /** All variables of a cell, lowest first, without those that only a running job has. */
    private List<Variable> variables(Cells.One one) {
        List<Variable> ofJob = new ArrayList<>();
        ofJob.add(Variable.raw("CI_JOB_NAME", one.name()));
        ofJob.add(Variable.raw("CI_JOB_NAME_SLUG", Slugs.of(one.name())));
        ofJob.add(Variable.raw("CI_JOB_GROUP_NAME", draft.name()));
        String limit = Trees.textAt(keys, "timeout", "1h");
        Durations.parse(limit)
                .ifPresent(time ->
                        ofJob.add(Variable.raw("CI_JOB_TIMEOUT", Long.toString(time.toSeconds()))));
        ofJob.add(Variable.raw("CI_JOB_STAGE", draft.entry().stage()));
        if (draft.choice().isManual()) {
            ofJob.add(Variable.raw("CI_JOB_MANUAL", "true"));
        }
        YamlNode image = Trees.at(keys, "image");
        if (image != null) {
            String name =
                    image instanceof YamlMap map
                            ? Trees.textAt(map, "name", "")
                            : ((YamlScalar) image).text();
            ofJob.add(Variable.of("CI_JOB_IMAGE", name));
        }
        List<Variable> ofFile = new ArrayList<>(draft.variables());
        ofFile.addAll(one.variables());
        List<Variable> environment = environment(ofFile);
        ofJob.addAll(environment);
        ofJob.addAll(ofFile);
        return request.all(ofJob, environment.isEmpty() ? "" : environment.getFirst().value());
    }

    /** {@code CI_ENVIRONMENT_*}, the name first; it may itself have variables. */
    private List<Variable> environment(List<Variable> ofFile) {
        YamlNode node = Trees.at(keys, "environment");
        if (node == null) {
            return List.of();
        }
        YamlMap map = node instanceof YamlMap own ? own : null;
        String written = map == null ? ((YamlScalar) node).text() : Trees.textAt(map, "name", "");
        Map<String, String> known = Expansion.resolve(request.all(ofFile), Map.of());
        String name = Expansion.expand(written, known);
        List<Variable> variables = new ArrayList<>();
        variables.add(Variable.raw("CI_ENVIRONMENT_NAME", name));
        variables.add(Variable.raw("CI_ENVIRONMENT_SLUG", Slugs.environment(name)));
        if (map == null) {
            variables.add(Variable.raw("CI_ENVIRONMENT_ACTION", "start"));
            variables.add(Variable.raw("CI_ENVIRONMENT_TIER", tier(name)));
            return variables;
        }
        variables.add(Variable.raw("CI_ENVIRONMENT_ACTION", Trees.textAt(map, "action", "start")));
        variables.add(
                Variable.raw(
                        "CI_ENVIRONMENT_TIER", Trees.textAt(map, "deployment_tier", tier(name))));
        String url = Trees.textAt(map, "url", "");
        if (!url.isEmpty()) {
            variables.add(Variable.of("CI_ENVIRONMENT_URL", url));
        }
        return variables;
    }

    /** GitLab guesses the tier from the name. */
    private static String tier(String name) {
        String first = name.toLowerCase(java.util.Locale.ROOT);
        if (first.matches(".*(dev|review|trunk).*")) {
            return "development";
        }
        if (first.matches(".*(test|tst|int|ac(ce|)pt|qa|qc|control|quality).*")) {
            return "testing";
        }
        if (first.matches(".*(stg|sta?g|model|pre|demo|non).*")) {
            return "staging";
        }
        return first.matches(".*(pro?d|live).*") ? "production" : "other";
    }

    private @Nullable Deployment deployment(Map<String, String> known) {
        YamlNode node = Trees.at(keys, "environment");
        if (node == null) {
            return null;
        }
        Expr name = Expr.text(known.getOrDefault("CI_ENVIRONMENT_NAME", ""), at);
        Expr url = Exprs.text(node instanceof YamlMap map ? Trees.at(map, "url") : null, at);
        String action =
                node instanceof YamlMap map ? Trees.textAt(map, "action", "start") : "start";
        Expr deploys = new Expr.Lit(Value.of(action.equals("start")), at);
        return new Deployment(name, url, deploys, ending(node, action), node.position());
    }

    private static Deployment.Ending ending(YamlNode environment, String action) {
        if (!(environment instanceof YamlMap map)) {
            return Deployment.Ending.NEVER;
        }
        Duration after =
                Durations.parse(Trees.textAt(map, "auto_stop_in", "")).orElse(Duration.ZERO);
        return new Deployment.Ending(
                action.equals("stop"), Trees.textAt(map, "on_stop", ""), after);
    }

    private Expr timeout() {
        String text = Trees.textAt(keys, "timeout", "");
        return Durations.parse(text)
                .<Expr>map(d -> new Expr.Lit(Value.of(d.toMillis() / 60_000.0), at))
                .orElseGet(() -> Expr.unset(at));
    }

    private List<Concurrency> locks(Map<String, String> known) {
        YamlNode group = Trees.at(keys, "resource_group");
        if (!(group instanceof YamlScalar scalar)) {
            return List.of();
        }
        String key = Concurrency.RESOURCE_GROUP + Expansion.expand(scalar.text(), known);
        return List.of(
                new Concurrency(
                        Expr.text(key, at),
                        new Expr.Lit(Value.of(false), at),
                        true,
                        scalar.position()));
    }

    private Conduct conduct() {
        Duration delay =
                draft.choice().when().equals("delayed")
                        ? Durations.parse(draft.choice().startIn()).orElse(Duration.ZERO)
                        : Duration.ZERO;
        boolean interruptible = Trees.isTrue(draft.choice().of(keys, "interruptible"));
        return new Conduct(retry(), delay, interruptible);
    }

    private Retry retry() {
        YamlNode node = Trees.at(keys, "retry");
        if (node instanceof YamlScalar number && number.text().matches("[0-9]")) {
            return new Retry(
                    Integer.parseInt(number.text()), EnumSet.allOf(Retry.Kind.class), Set.of());
        }
        if (!(node instanceof YamlMap map)) {
            return Retry.NONE;
        }
        String max = Trees.textAt(map, "max", "0");
        Set<Integer> codes = Choice.codes(Trees.at(map, "exit_codes"));
        List<String> when = Trees.texts(Trees.at(map, "when"));
        Set<Retry.Kind> kinds =
                when.isEmpty() && codes.isEmpty()
                        ? EnumSet.allOf(Retry.Kind.class)
                        : when.stream()
                                .flatMap(word -> kinds(word).stream())
                                .collect(Collectors.toSet());
        return new Retry(max.matches("[0-9]") ? Integer.parseInt(max) : 0, kinds, codes);
    }

    private static Set<Retry.Kind> kinds(String word) {
        return switch (word) {
            case "always" -> EnumSet.allOf(Retry.Kind.class);
            case "script_failure" -> EnumSet.of(Retry.Kind.SCRIPT);
            case "job_execution_timeout", "stuck_or_timeout_failure" ->
                    EnumSet.of(Retry.Kind.TIMEOUT);
            default -> EnumSet.of(Retry.Kind.SYSTEM);
        };
    }

    /** A job that starts another pipeline, or shows how one ends. */
    private Node bridge(
            NodeId id, Cells.One one, List<Variable> variables, Map<String, String> known) {
        List<String> ofFile =
                Stream.concat(
                                draft.variables().stream().map(Variable::name),
                                one.axes().keySet().stream())
                        .distinct()
                        .toList();
        Handing handing = Triggers.handing(keys, ofFile, request.given(), known);
        return Triggers.elsewhere(draft.entry(), known)
                .<Node>map(other ->
                        new Downstream(
                                id,
                                draft.name(),
                                condition(),
                                needs(),
                                Expr.text(one.name(), at),
                                cell(one),
                                other.project(),
                                other.ref(),
                                other.bond(),
                                new Expr.GlVariables(
                                        variables, before.dotenv(), Map.of(), List.of(), at),
                                handing,
                                draft.choice().tolerated(),
                                locks(known),
                                at))
                .orElseGet(() -> child(id, one, handing, known));
    }

    /** A job that starts a pipeline of its own project. */
    private SubPlan child(NodeId id, Cells.One one, Handing handing, Map<String, String> known) {
        Map<String, Expr> inputs = new LinkedHashMap<>();
        handing.names()
                .forEach(name -> inputs.put(name, Expr.text(known.getOrDefault(name, ""), at)));
        handing.given()
                .forEach(variable -> inputs.put(variable.name(), Expr.text(variable.value(), at)));
        return new SubPlan(
                id,
                draft.name(),
                condition(),
                needs(),
                Expr.text(one.name(), at),
                cell(one),
                Triggers.reference((YamlMap) keys.require("trigger"), known),
                inputs,
                false,
                Map.of(),
                draft.choice().tolerated(),
                locks(known),
                Permissions.DEFAULT,
                at);
    }
}
