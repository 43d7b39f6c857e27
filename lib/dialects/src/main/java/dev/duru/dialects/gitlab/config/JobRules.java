package dev.duru.dialects.gitlab.config;

import dev.duru.dialects.gitlab.config.Configuration.JobEntry;
import dev.duru.dialects.gitlab.rules.Durations;
import dev.duru.dialects.gitlab.rules.Rules;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.problem.Spelling;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What keys mean together. */
public final class JobRules {
    /** GitLab makes the key of a cache of so many files. */
    private static final int MOST_KEY_FILES = 2;

    private final Configuration configuration;
    private final Problems problems;
    private final Map<String, JobEntry> jobs = new LinkedHashMap<>();

    private JobRules(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
        configuration.jobs().forEach(job -> jobs.put(job.name(), job));
    }

    /** Checks a whole configuration. */
    public static void check(Configuration configuration, Problems problems) {
        JobRules rules = new JobRules(configuration, problems);
        if (Trees.at(configuration.root(), "workflow") instanceof YamlMap workflow) {
            Rules.check(Trees.at(workflow, "rules"), problems);
        }
        rules.jobs.values().forEach(rules::job);
        rules.circles();
    }

    private void job(JobEntry job) {
        YamlMap keys = job.keys();
        YamlNode stage = Trees.at(keys, "stage");
        if (!configuration.stages().contains(job.stage())) {
            problems.error(
                    stage == null ? job.src() : stage.position(),
                    "stage",
                    "`"
                            + job.name()
                            + "` is in the stage `"
                            + job.stage()
                            + "`, which is not there",
                    Spelling.among(job.stage(), configuration.stages(), "the stages are"));
        }
        Rules.check(Trees.at(keys, "rules"), problems);
        if (Trees.at(keys, "rules") != null) {
            for (String old : List.of("only", "except")) {
                keys.entry(old)
                        .filter(entry -> !entry.value().isNull())
                        .ifPresent(entry ->
                                problems.error(
                                        entry.key().position(),
                                        "rules",
                                        "a job with `rules` cannot have `" + old + "`",
                                        "write it as a rule"));
            }
        }
        for (String policy : List.of("only", "except")) {
            if (Trees.at(keys, policy) instanceof YamlMap map) {
                for (YamlNode code : Trees.items(Trees.at(map, "variables"))) {
                    if (code instanceof YamlScalar scalar) {
                        Rules.check(scalar, problems);
                    }
                }
            }
        }
        durations(keys);
        SecretRules.check(keys, problems);
        script(job);
        cacheFiles(keys);
        needs(job);
        dependencies(job);
    }

    private void script(JobEntry job) {
        YamlNode script = Trees.at(job.keys(), "script");
        boolean blank =
                script instanceof YamlScalar text && text.text().isBlank()
                        || script instanceof YamlList list && Trees.items(list).isEmpty();
        if (script != null && blank) {
            problems.error(
                    script.position(),
                    "script",
                    "the script of `" + job.name() + "` is empty",
                    "write what it does, or `script: [\"true\"]`");
        }
    }

    private void cacheFiles(YamlMap keys) {
        for (YamlNode cache : Trees.items(Trees.at(keys, "cache"))) {
            if (!(cache instanceof YamlMap map) || !(Trees.at(map, "key") instanceof YamlMap key)) {
                continue;
            }
            for (String kind : List.of("files", "files_commits")) {
                YamlNode files = Trees.at(key, kind);
                int count = Trees.items(files).size();
                if (files != null && (count < 1 || count > MOST_KEY_FILES)) {
                    problems.error(
                            files.position(),
                            "cache",
                            "`key:" + kind + "` names " + count + " files",
                            "name one or two");
                }
            }
        }
    }

    private void durations(YamlMap keys) {
        boolean delayed = Trees.textAt(keys, "when", "").equals("delayed");
        YamlNode start = Trees.at(keys, "start_in");
        if (delayed && start == null) {
            problems.error(
                    keys.require("when").position(),
                    "when",
                    "a delayed job needs `start_in`",
                    "write such as `start_in: 30 minutes`");
        }
        duration("start_in", start);
        duration("timeout", Trees.at(keys, "timeout"));
        if (Trees.at(keys, "artifacts") instanceof YamlMap artifacts) {
            YamlNode expire = Trees.at(artifacts, "expire_in");
            if (expire instanceof YamlScalar scalar && !scalar.text().equals("never")) {
                duration("expire_in", expire);
            }
        }
    }

    private void duration(String key, @Nullable YamlNode node) {
        if (node instanceof YamlScalar scalar
                && !scalar.text().contains("$")
                && Durations.parse(scalar.text()).isEmpty()) {
            problems.error(
                    scalar.position(),
                    "duration",
                    "`" + key + "` is `" + scalar.text() + "`, which is no duration",
                    "write such as `1h 30m` or `2 days`");
        }
    }

    private void needs(JobEntry job) {
        int own = configuration.stages().indexOf(job.stage());
        for (YamlScalar need : neededBy(job)) {
            JobEntry needed = jobs.get(need.text());
            if (needed == null) {
                if (!optional(job, need)) {
                    problems.error(
                            need.position(),
                            "needs",
                            "`" + job.name() + "` needs `" + need.text() + "`, which is not there",
                            Spelling.among(need.text(), jobs.keySet(), "the jobs are"));
                }
            } else if (configuration.stages().indexOf(needed.stage()) > own && own >= 0) {
                problems.error(
                        need.position(),
                        "needs",
                        "`"
                                + job.name()
                                + "` needs `"
                                + need.text()
                                + "`, which is in the later stage `"
                                + needed.stage()
                                + "`",
                        "need jobs of the same or an earlier stage");
            }
        }
    }

    /** The names of jobs of this pipeline below {@code needs}. */
    private static List<YamlScalar> neededBy(JobEntry job) {
        List<YamlScalar> names = new ArrayList<>();
        YamlNode needs = Trees.at(job.keys(), "needs");
        for (YamlNode need : needs instanceof YamlMap ? List.<YamlNode>of() : Trees.items(needs)) {
            if (need instanceof YamlScalar scalar) {
                names.add(scalar);
            } else if (need instanceof YamlMap map
                    && Trees.at(map, "project") == null
                    && Trees.at(map, "pipeline") == null
                    && Trees.at(map, "job") instanceof YamlScalar scalar) {
                names.add(scalar);
            }
        }
        return names;
    }

    private static boolean optional(JobEntry job, YamlScalar name) {
        return Trees.items(Trees.at(job.keys(), "needs")).stream()
                .anyMatch(need ->
                        need instanceof YamlMap map
                                && Trees.at(map, "job") == name
                                && Trees.isTrue(Trees.at(map, "optional")));
    }

    private void dependencies(JobEntry job) {
        for (YamlNode one : Trees.items(Trees.at(job.keys(), "dependencies"))) {
            if (one instanceof YamlScalar name && !jobs.containsKey(name.text())) {
                problems.error(
                        name.position(),
                        "dependencies",
                        "`" + job.name() + "` depends on `" + name.text() + "`, which is not there",
                        Spelling.among(name.text(), jobs.keySet(), "the jobs are"));
            } else if (one instanceof YamlScalar name
                    && Trees.at(job.keys(), "needs") instanceof YamlList
                    && neededBy(job).stream().noneMatch(n -> n.text().equals(name.text()))) {
                problems.error(
                        name.position(),
                        "dependencies",
                        "`"
                                + job.name()
                                + "` depends on `"
                                + name.text()
                                + "`, which is not among its `needs`",
                        "add it to `needs`");
            }
        }
    }

    /** Finds needs that go round, without recursion. */
    private void circles() {
        Map<String, List<YamlScalar>> open = new HashMap<>();
        jobs.values().forEach(job -> open.put(job.name(), neededBy(job)));
        Set<String> free = new HashSet<>();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Map.Entry<String, List<YamlScalar>> entry : open.entrySet()) {
                boolean ready =
                        entry.getValue().stream()
                                .allMatch(need ->
                                        free.contains(need.text())
                                                || !jobs.containsKey(need.text()));
                if (ready) {
                    moved |= free.add(entry.getKey());
                }
            }
            open.keySet().removeAll(free);
        }
        for (JobEntry job : jobs.values()) {
            List<YamlScalar> needs = open.get(job.name());
            if (needs != null) {
                problems.error(
                        needs.getFirst().position(),
                        "needs",
                        "`" + job.name() + "` waits for itself by its needs",
                        "break the circle");
            }
        }
    }
}
