package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.rules.Durations;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.ShellChoice;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.value.Obj;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a job, in the order of GitLab's runner.
 *
 * @param name of the job in the file
 * @param node the name of the cell, under which its artifacts are kept
 */
record Steps(YamlMap job, String name, String node, Map<String, String> variables, Position at) {
    /** GitLab's own limit for an after script. */
    private static final double AFTER_MINUTES = 5;

    /**
     * Up to the script.
     *
     * @param from names of the cells whose artifacts the job takes, earliest first
     * @param others files of jobs of other pipelines and projects, as {@link Ordering} writes them
     */
    List<Step> main(List<String> from, List<String> others) {
        List<Step> steps = new ArrayList<>();
        YamlNode hooks =
                Trees.at(job, "hooks") instanceof YamlMap map
                        ? Trees.at(map, "pre_get_sources_script")
                        : null;
        if (hooks != null) {
            steps.add(script("pre_get_sources_script", Scripts.commands(hooks)));
        }
        String strategy = variables.getOrDefault("GIT_STRATEGY", "fetch");
        if (!strategy.equals("none") && !strategy.equals("empty")) {
            // An image may have any user.
            boolean container = Trees.at(job, "image") != null;
            Map<String, Expr> args = new LinkedHashMap<>();
            args.put("open", Expr.text(Boolean.toString(container), at));
            args.put("fetch-depth", Expr.text(variables.getOrDefault("GIT_DEPTH", "20"), at));
            String submodules = variables.getOrDefault("GIT_SUBMODULE_STRATEGY", "none");
            if (!submodules.equals("none")) {
                String depth = submodules.equals("recursive") ? "recursive" : "true";
                args.put("submodules", Expr.text(depth, at));
            }
            steps.add(builtin("get_sources", BuiltinKind.CHECKOUT, args));
        }
        for (YamlMap cache : caches()) {
            String policy = policy(cache);
            if (policy.contains("pull")) {
                steps.add(builtin("restore_cache", BuiltinKind.TAKE_CACHE, cache(cache)));
            }
        }
        if (!from.isEmpty() || !others.isEmpty()) {
            steps.add(
                    builtin(
                            "download_artifacts",
                            BuiltinKind.TAKE_ARTIFACTS,
                            Map.of(
                                    "from", Expr.text(String.join("\n", from), at),
                                    "others", Exprs.lines(others, at))));
        }
        List<String> commands =
                Scripts.commands(Trees.at(job, "before_script"), Trees.at(job, "script"));
        if (!commands.isEmpty()) {
            steps.add(script("step_script", commands));
        }
        if (Trees.at(job, "release") instanceof YamlMap release) {
            steps.add(
                    builtin(
                            "release",
                            BuiltinKind.MAKE_RELEASE,
                            Publications.release(release, at)));
        }
        return steps;
    }

    /** What is done at the end, whatever happened. */
    List<Step> after() {
        List<Step> steps = new ArrayList<>();
        List<String> commands = Scripts.commands(Trees.at(job, "after_script"));
        if (!commands.isEmpty()) {
            Step.Head head =
                    Exprs.harmless("after_script", Cond.StatusDefault.NONE, AFTER_MINUTES, at);
            steps.add(run(head, commands));
        }
        String coverage = Trees.textAt(job, "coverage", "");
        if (!coverage.isEmpty()) {
            steps.add(
                    new Step.Builtin(
                            Exprs.harmless("coverage", Cond.StatusDefault.NOT_CANCELLED, 0, at),
                            BuiltinKind.READ_COVERAGE,
                            new ActionRef.Local("coverage"),
                            Map.of("pattern", Expr.text(coverage, at))));
        }
        for (YamlMap cache : caches()) {
            if (policy(cache).contains("push")) {
                Cond.StatusDefault when = Exprs.status(Trees.textAt(cache, "when", "on_success"));
                steps.add(
                        new Step.Builtin(
                                Exprs.harmless("archive_cache", when, 0, at),
                                BuiltinKind.KEEP_CACHE,
                                new ActionRef.Local("archive_cache"),
                                cache(cache)));
            }
        }
        if (Trees.at(job, "artifacts") instanceof YamlMap artifacts) {
            artifacts(artifacts, steps);
        }
        site().ifPresent(steps::add);
        return steps;
    }

    /** The step that publishes a job's site, where it has one. */
    private Optional<Step> site() {
        return Publications.site(name, job, at)
                .map(args -> builtin("pages", BuiltinKind.PUBLISH_SITE, args));
    }

    private void artifacts(YamlMap artifacts, List<Step> steps) {
        Cond.StatusDefault when = Exprs.status(Trees.textAt(artifacts, "when", "on_success"));
        boolean files =
                Trees.at(artifacts, "paths") != null
                        || Trees.isTrue(Trees.at(artifacts, "untracked"));
        if (files) {
            Map<String, Expr> args = new LinkedHashMap<>();
            args.put("node", Expr.text(node, at));
            args.put("name", Exprs.text(Trees.at(artifacts, "name"), at));
            args.put("paths", Exprs.lines(Trees.texts(Trees.at(artifacts, "paths")), at));
            args.put("exclude", Exprs.lines(Trees.texts(Trees.at(artifacts, "exclude")), at));
            args.put(
                    "untracked",
                    Expr.text(
                            Boolean.toString(Trees.isTrue(Trees.at(artifacts, "untracked"))), at));
            args.put("expire", expire(artifacts));
            steps.add(upload("upload_artifacts", when, args));
        }
        if (Trees.at(artifacts, "reports") instanceof YamlMap reports) {
            Map<String, Expr> args = new LinkedHashMap<>();
            for (String report : List.of("dotenv", "codequality")) {
                if (Trees.at(reports, report) != null) {
                    args.put(report, Exprs.lines(Trees.texts(Trees.at(reports, report)), at));
                }
            }
            if (Trees.at(reports, "coverage_report") instanceof YamlMap coverage) {
                args.put("coverage", Exprs.text(Trees.at(coverage, "path"), at));
            }
            if (!args.isEmpty()) {
                args.put("node", Expr.text(node, at));
                steps.add(upload("upload_reports", Cond.StatusDefault.NOT_CANCELLED, args));
            }
        }
    }

    private Expr expire(YamlMap artifacts) {
        String text = Trees.textAt(artifacts, "expire_in", "30 days");
        long seconds =
                text.strip().equalsIgnoreCase("never")
                        ? 0
                        : Durations.parse(text).map(d -> d.toSeconds()).orElse(30L * 86_400);
        return Expr.text(Long.toString(seconds), at);
    }

    private Step upload(String name, Cond.StatusDefault when, Map<String, Expr> args) {
        return new Step.Builtin(
                Exprs.head(name, when, at),
                BuiltinKind.KEEP_ARTIFACTS,
                new ActionRef.Local(name),
                args);
    }

    private List<YamlMap> caches() {
        List<YamlMap> caches = new ArrayList<>();
        YamlNode cache = Trees.at(job, "cache");
        List<YamlNode> all = cache instanceof YamlList list ? Trees.items(list) : one(cache);
        for (YamlNode each : all) {
            boolean files =
                    each instanceof YamlMap map
                            && (Trees.at(map, "paths") != null
                                    || Trees.isTrue(Trees.at(map, "untracked")));
            if (files && each instanceof YamlMap map) {
                caches.add(map);
            }
        }
        return caches;
    }

    private static List<YamlNode> one(@Nullable YamlNode node) {
        return node == null ? List.of() : List.of(node);
    }

    private String policy(YamlMap cache) {
        return dev.duru.dialects.gitlab.variables.Expansion.expand(
                Trees.textAt(cache, "policy", "pull-push"), variables);
    }

    private Map<String, Expr> cache(YamlMap cache) {
        Map<String, Expr> args = new LinkedHashMap<>();
        YamlNode key = Trees.at(cache, "key");
        if (key instanceof YamlMap parts) {
            YamlNode files = Trees.at(parts, "files");
            files = files == null ? Trees.at(parts, "files_commits") : files;
            args.put("prefix", Exprs.text(Trees.at(parts, "prefix"), at));
            args.put("files", Exprs.lines(Trees.texts(files), at));
        } else if (key == null) {
            args.put("key", Expr.text("default", at));
        } else {
            args.put("key", Exprs.text(key, at));
        }
        args.put("fallback", Exprs.lines(Trees.texts(Trees.at(cache, "fallback_keys")), at));
        args.put("paths", Exprs.lines(Trees.texts(Trees.at(cache, "paths")), at));
        args.put(
                "untracked",
                Expr.text(Boolean.toString(Trees.isTrue(Trees.at(cache, "untracked"))), at));
        return args;
    }

    private Step builtin(String name, BuiltinKind kind, Map<String, Expr> args) {
        return new Step.Builtin(
                Exprs.head(name, Cond.StatusDefault.SUCCESS, at),
                kind,
                new ActionRef.Local(name),
                args);
    }

    private Step script(String name, List<String> commands) {
        Step.Head plain = Exprs.head(name, Cond.StatusDefault.SUCCESS, at);
        Expr running = new Expr.Lit(Obj.of("CI_JOB_STATUS", "running"), at);
        Step.Head head =
                new Step.Head(
                        plain.id(),
                        plain.display(),
                        plain.cond(),
                        new EnvLayers(List.of(new EnvLayers.Layer(EnvLayers.Origin.STEP, running))),
                        plain.failure(),
                        plain.timeouts(),
                        plain.background(),
                        plain.src());
        return run(head, commands);
    }

    private Step run(Step.Head head, List<String> commands) {
        boolean container = Trees.at(job, "image") != null;
        return new Step.Run(
                head,
                Expr.text(Scripts.body(commands), at),
                new ShellChoice.Fixed(Scripts.shell(container)),
                Expr.unset(at));
    }
}
