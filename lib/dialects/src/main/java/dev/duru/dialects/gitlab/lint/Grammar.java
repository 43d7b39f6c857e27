package dev.duru.dialects.gitlab.lint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every key of the language. */
final class Grammar {
    static final Shape TEXT = new Shape.Text();
    static final Shape FLAG = new Shape.Flag();
    private static final Shape WHOLE = new Shape.Whole();
    static final Shape ANY = new Shape.Any();
    private static final Shape LIST = new Shape.Items(TEXT);
    private static final Shape TEXTS = new Shape.Either(TEXT, LIST, null);
    private static final Shape SCRIPT = TEXTS;
    private static final Shape NAMES = new Shape.Names(TEXT);
    private static final Shape WHEN =
            word("on_success", "on_failure", "always", "manual", "delayed", "never");
    private static final Shape CODES = new Shape.Either(WHOLE, new Shape.Items(WHOLE), null);

    static final Shape VARIABLES =
            new Shape.Names(
                    new Shape.Either(
                            TEXT,
                            null,
                            section(
                                    "variable",
                                    "value",
                                    TEXT,
                                    "description",
                                    TEXT,
                                    "options",
                                    LIST,
                                    "expand",
                                    FLAG)));

    private static final Shape PATHS =
            new Shape.Either(
                    TEXT,
                    LIST,
                    section(
                            "changes",
                            "paths",
                            TEXTS,
                            "regexp",
                            TEXT,
                            "compare_to",
                            TEXT,
                            "project",
                            TEXT,
                            "ref",
                            TEXT));

    private static final Shape ALLOW_FAILURE =
            new Shape.Either(FLAG, null, section("allow_failure", "exit_codes", CODES));

    private static final Shape AUTO_CANCEL =
            section(
                    "auto_cancel",
                    "on_new_commit",
                    word("conservative", "interruptible", "none", "disabled"),
                    "on_job_failure",
                    word("all", "none"));

    private static final Shape NEEDS =
            new Shape.Items(
                    new Shape.Either(
                            TEXT,
                            null,
                            section(
                                    "needs",
                                    "job",
                                    TEXT,
                                    "project",
                                    TEXT,
                                    "ref",
                                    TEXT,
                                    "pipeline",
                                    TEXT,
                                    "artifacts",
                                    FLAG,
                                    "optional",
                                    FLAG,
                                    "parallel",
                                    ANY)));

    private static final Shape RULES =
            new Shape.Items(
                    section(
                            "rule",
                            "if",
                            TEXT,
                            "changes",
                            PATHS,
                            "exists",
                            PATHS,
                            "when",
                            WHEN,
                            "start_in",
                            TEXT,
                            "allow_failure",
                            ALLOW_FAILURE,
                            "variables",
                            NAMES,
                            "needs",
                            NEEDS,
                            "interruptible",
                            FLAG,
                            "auto_cancel",
                            AUTO_CANCEL));

    private static final Shape PULL =
            new Shape.Either(
                    word("always", "if-not-present", "never"),
                    new Shape.Items(word("always", "if-not-present", "never")),
                    null);

    private static final Shape IMAGE =
            new Shape.Either(
                    TEXT,
                    null,
                    section(
                            "image",
                            "name",
                            TEXT,
                            "entrypoint",
                            TEXTS,
                            "pull_policy",
                            PULL,
                            "docker",
                            section("docker", "platform", TEXT, "user", ANY),
                            "kubernetes",
                            section("kubernetes", "user", ANY)));

    private static final Shape SERVICES =
            new Shape.Items(
                    new Shape.Either(
                            TEXT,
                            null,
                            section(
                                    "service",
                                    "name",
                                    TEXT,
                                    "alias",
                                    TEXT,
                                    "entrypoint",
                                    TEXTS,
                                    "command",
                                    TEXTS,
                                    "variables",
                                    NAMES,
                                    "pull_policy",
                                    PULL,
                                    "docker",
                                    section("docker", "platform", TEXT, "user", ANY),
                                    "kubernetes",
                                    section("kubernetes", "user", ANY))));

    private static final Shape CACHE_ONE =
            section(
                    "cache",
                    "key",
                    new Shape.Either(
                            TEXT,
                            null,
                            section("key", "files", LIST, "files_commits", LIST, "prefix", TEXT)),
                    "paths",
                    LIST,
                    "untracked",
                    FLAG,
                    "unprotect",
                    FLAG,
                    "policy",
                    TEXT,
                    "when",
                    word("on_success", "on_failure", "always"),
                    "fallback_keys",
                    LIST);

    private static final Shape CACHE =
            new Shape.Either(null, new Shape.Items(CACHE_ONE), CACHE_ONE);

    private static final Shape REPORTS =
            section(
                    "reports",
                    keys(
                            TEXTS,
                            "accessibility",
                            "annotations",
                            "api_fuzzing",
                            "browser_performance",
                            "cluster_image_scanning",
                            "codequality",
                            "container_scanning",
                            "coverage_fuzzing",
                            "cyclonedx",
                            "dast",
                            "dependency_scanning",
                            "dotenv",
                            "junit",
                            "license_management",
                            "license_scanning",
                            "load_performance",
                            "lsif",
                            "metrics",
                            "performance",
                            "repository_xray",
                            "requirements",
                            "requirements_v2",
                            "sarif",
                            "sast",
                            "secret_detection",
                            "terraform"),
                    "coverage_report",
                    section("coverage_report", "coverage_format", TEXT, "path", TEXT));

    private static final Shape ARTIFACTS =
            section(
                    "artifacts",
                    "paths",
                    LIST,
                    "exclude",
                    LIST,
                    "expire_in",
                    TEXT,
                    "expose_as",
                    TEXT,
                    "name",
                    TEXT,
                    "public",
                    FLAG,
                    "access",
                    word("all", "developer", "maintainer", "none"),
                    "untracked",
                    FLAG,
                    "when",
                    word("on_success", "on_failure", "always"),
                    "reports",
                    REPORTS);

    private static final Shape ENVIRONMENT =
            new Shape.Either(
                    TEXT,
                    null,
                    section(
                            "environment",
                            "name",
                            TEXT,
                            "url",
                            TEXT,
                            "on_stop",
                            TEXT,
                            "action",
                            word("start", "prepare", "stop", "verify", "access"),
                            "auto_stop_in",
                            TEXT,
                            "deployment_tier",
                            TEXT,
                            "kubernetes",
                            ANY));

    private static final Shape RETRY =
            new Shape.Either(
                    WHOLE,
                    null,
                    section("retry", "max", WHOLE, "when", TEXTS, "exit_codes", CODES));

    private static final Shape MATRIX =
            new Shape.Items(new Shape.Names(new Shape.Either(TEXT, LIST, null)));

    private static final Shape PARALLEL =
            new Shape.Either(WHOLE, null, section("parallel", "matrix", MATRIX));

    private static final Shape POLICY =
            new Shape.Either(
                    TEXT,
                    LIST,
                    section(
                            "only",
                            "refs",
                            TEXTS,
                            "variables",
                            TEXTS,
                            "changes",
                            TEXTS,
                            "kubernetes",
                            TEXT));

    private static final Shape TRIGGER =
            new Shape.Either(
                    TEXT,
                    null,
                    section(
                            "trigger",
                            "project",
                            TEXT,
                            "branch",
                            TEXT,
                            "strategy",
                            word("depend", "mirror"),
                            "include",
                            new Shape.Either(
                                    TEXT,
                                    new Shape.Items(new Shape.Either(TEXT, null, trigger())),
                                    trigger()),
                            "inputs",
                            new Shape.Names(ANY),
                            "forward",
                            section(
                                    "forward",
                                    "yaml_variables",
                                    FLAG,
                                    "pipeline_variables",
                                    FLAG)));

    private static final Shape RELEASE =
            section(
                    "release",
                    "tag_name",
                    TEXT,
                    "tag_message",
                    TEXT,
                    "name",
                    TEXT,
                    "description",
                    TEXT,
                    "ref",
                    TEXT,
                    "milestones",
                    TEXTS,
                    "released_at",
                    TEXT,
                    "assets",
                    section(
                            "assets",
                            "links",
                            new Shape.Items(
                                    section(
                                            "link",
                                            "name",
                                            TEXT,
                                            "url",
                                            TEXT,
                                            "filepath",
                                            TEXT,
                                            "link_type",
                                            TEXT))));

    private static final Shape HOOKS = section("hooks", "pre_get_sources_script", SCRIPT);

    private static final Shape INHERIT =
            section(
                    "inherit",
                    "default",
                    new Shape.Either(FLAG, LIST, null),
                    "variables",
                    new Shape.Either(FLAG, LIST, null));

    private static final Shape PAGES =
            new Shape.Either(
                    FLAG,
                    null,
                    section("pages", "path_prefix", TEXT, "publish", TEXT, "expire_in", TEXT));

    private static final Shape ID_TOKENS = new Shape.Names(section("id_token", "aud", TEXTS));

    private Grammar() {}

    private static Shape trigger() {
        return section(
                "include",
                "local",
                TEXT,
                "artifact",
                TEXT,
                "job",
                TEXT,
                "project",
                TEXT,
                "ref",
                TEXT,
                "file",
                TEXTS,
                "template",
                TEXT,
                "remote",
                TEXT,
                "component",
                TEXT,
                "inputs",
                new Shape.Names(ANY));
    }

    /** What {@code default:} may have, which jobs take over. */
    static Map<String, Shape> defaults() {
        Map<String, Shape> keys = new LinkedHashMap<>();
        keys.put("after_script", SCRIPT);
        keys.put("artifacts", ARTIFACTS);
        keys.put("before_script", SCRIPT);
        keys.put("cache", CACHE);
        keys.put("hooks", HOOKS);
        keys.put("id_tokens", ID_TOKENS);
        keys.put("identity", TEXT);
        keys.put("image", IMAGE);
        keys.put("interruptible", FLAG);
        keys.put("retry", RETRY);
        keys.put("services", SERVICES);
        keys.put("tags", TEXTS);
        keys.put("timeout", TEXT);
        return keys;
    }

    /** A job. */
    static Map<String, Shape> job() {
        Map<String, Shape> keys = new TreeMap<>(defaults());
        keys.put("allow_failure", ALLOW_FAILURE);
        keys.put("coverage", TEXT);
        keys.put("dast_configuration", ANY);
        keys.put("dependencies", LIST);
        keys.put("environment", ENVIRONMENT);
        keys.put("except", POLICY);
        keys.put("inherit", INHERIT);
        keys.put("inputs", new Shape.Names(ANY));
        keys.put("manual_confirmation", TEXT);
        keys.put("needs", new Shape.Either(null, NEEDS, section("needs", "pipeline", TEXT)));
        keys.put("only", POLICY);
        keys.put("pages", PAGES);
        keys.put("parallel", PARALLEL);
        keys.put("publish", TEXT);
        keys.put("release", RELEASE);
        keys.put("resource_group", TEXT);
        keys.put("rules", RULES);
        keys.put("run", ANY);
        keys.put("script", SCRIPT);
        keys.put("secrets", SecretShapes.ALL);
        keys.put("stage", TEXT);
        keys.put("start_in", TEXT);
        keys.put("trigger", TRIGGER);
        keys.put("type", TEXT);
        keys.put("variables", VARIABLES);
        keys.put("when", WHEN);
        return keys;
    }

    /** The keys of a file that are no jobs. */
    static Map<String, Shape> root() {
        Map<String, Shape> keys = new LinkedHashMap<>();
        keys.put("$schema", TEXT);
        keys.put("default", new Shape.Section("default", defaults()));
        keys.put("stages", TEXTS);
        keys.put("types", TEXTS);
        keys.put("variables", VARIABLES);
        keys.put(
                "workflow",
                section("workflow", "name", TEXT, "rules", RULES, "auto_cancel", AUTO_CANCEL));
        for (String old : List.of("image", "services", "cache", "before_script", "after_script")) {
            keys.put(old, defaults().getOrDefault(old, ANY));
        }
        return keys;
    }

    static Shape word(String... words) {
        return new Shape.Word(List.of(words));
    }

    static Shape section(String name, Object... keysAndShapes) {
        return section(name, Map.of(), keysAndShapes);
    }

    static Shape section(String name, Map<String, Shape> more, Object... keysAndShapes) {
        Map<String, Shape> keys = new TreeMap<>(more);
        for (int i = 0; i + 1 < keysAndShapes.length; i += 2) {
            keys.put((String) keysAndShapes[i], (Shape) keysAndShapes[i + 1]);
        }
        return new Shape.Section(name, keys);
    }

    static Map<String, Shape> keys(Shape shape, String... names) {
        Map<String, Shape> keys = new TreeMap<>();
        for (String name : names) {
            keys.put(name, shape);
        }
        return keys;
    }
}
