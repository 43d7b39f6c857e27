package dev.duru.dialects.gitlab.config;

import dev.duru.dialects.gitlab.config.Configuration.JobEntry;
import dev.duru.dialects.gitlab.include.Includes;
import dev.duru.dialects.gitlab.lint.Checker;
import dev.duru.dialects.gitlab.tree.Extends;
import dev.duru.dialects.gitlab.tree.References;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads configurations. */
public final class ConfigurationReader {
    private static final List<String> STANDARD = List.of("build", "test", "deploy");

    private ConfigurationReader() {}

    /**
     * Reads a file and what it includes.
     *
     * @param inputs of the file, where its header declares any
     */
    public static Configuration read(
            String file,
            String text,
            Includes includes,
            @Nullable YamlMap inputs,
            Problems problems) {
        YamlMap merged = includes.read(file, text, inputs);
        YamlMap root = References.resolve(Extends.resolve(merged, problems), problems);
        boolean parentsMissing =
                problems.sorted().stream().anyMatch(problem -> problem.rule().equals("extends"));
        List<JobEntry> jobs = new ArrayList<>();
        for (YamlMap.Entry entry : root.entries()) {
            if (Checker.isGlobal(entry.name())) {
                Checker.global(entry, problems);
            } else if (!entry.name().startsWith(".")) {
                // What a job lacks may be in the parent that is not there, which was said already.
                boolean complete =
                        !parentsMissing
                                || !(Trees.at(merged, entry.name()) instanceof YamlMap written)
                                || Trees.at(written, "extends") == null;
                job(root, entry, complete, problems).ifPresent(jobs::add);
            }
        }
        return new Configuration(root, stages(root), jobs);
    }

    private static List<String> stages(YamlMap root) {
        List<String> named = Trees.texts(Trees.at(root, "stages"));
        if (named.isEmpty()) {
            named = Trees.texts(Trees.at(root, "types"));
        }
        List<String> stages = new ArrayList<>();
        stages.add(".pre");
        (named.isEmpty() ? STANDARD : named)
                .stream()
                        .filter(stage -> !stage.equals(".pre") && !stage.equals(".post"))
                        .distinct()
                        .forEach(stages::add);
        stages.add(".post");
        return stages;
    }

    private static Optional<JobEntry> job(
            YamlMap root, YamlMap.Entry entry, boolean complete, Problems problems) {
        if (!(entry.value() instanceof YamlMap own)) {
            problems.error(
                    entry.key().position(),
                    "syntax",
                    "the job `"
                            + entry.name()
                            + "` is "
                            + entry.value().describe()
                            + ", not a mapping",
                    "give it a `script:`, or begin its name with a dot to keep it for others");
            return Optional.empty();
        }
        Checker.job(own, problems);
        YamlMap whole = withDefaults(root, own);
        boolean works =
                List.of("script", "trigger", "run").stream()
                        .anyMatch(key -> Trees.at(whole, key) != null);
        boolean releases = Trees.at(whole, "release") != null;
        JobEntry job = new JobEntry(entry.name(), whole, variables(own), entry.key().position());
        if (complete && !works && !releases && job.watched().isEmpty()) {
            problems.error(
                    entry.key().position(),
                    "syntax",
                    "the job `" + entry.name() + "` has neither `script`, `run` nor `trigger`",
                    "add one, or begin its name with a dot to keep it for others");
        }
        return Optional.of(job);
    }

    /** A job with what it takes over from {@code default}, and from the old global keys. */
    private static YamlMap withDefaults(YamlMap root, YamlMap job) {
        YamlNode inherit =
                Trees.at(job, "inherit") instanceof YamlMap map ? Trees.at(map, "default") : null;
        YamlMap defaults = Trees.at(root, "default") instanceof YamlMap map ? map : null;
        boolean trigger = Trees.at(job, "trigger") != null;
        YamlMap whole = job;
        for (String key : Checker.defaults()) {
            if (job.find(key).isPresent() || !inherits(inherit, key) || trigger) {
                continue;
            }
            YamlMap.Entry entry = defaults == null ? null : defaults.entry(key).orElse(null);
            if (entry == null && Checker.isGlobal(key)) {
                entry = root.entry(key).orElse(null);
            }
            if (entry != null) {
                whole = Trees.with(whole, entry);
            }
        }
        return whole;
    }

    private static boolean inherits(@Nullable YamlNode inherit, String key) {
        if (inherit == null || Trees.isTrue(inherit)) {
            return true;
        }
        return !Trees.isTruth(inherit) && Trees.texts(inherit).contains(key);
    }

    private static Optional<List<String>> variables(YamlMap job) {
        YamlNode inherit =
                Trees.at(job, "inherit") instanceof YamlMap map ? Trees.at(map, "variables") : null;
        if (inherit == null || Trees.isTrue(inherit)) {
            return Optional.empty();
        }
        return Optional.of(Trees.isTruth(inherit) ? List.of() : Trees.texts(inherit));
    }
}
