package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.config.Configuration.JobEntry;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.Gap;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What jobs ask for and Duru does otherwise, or not. */
public final class Gaps {
    /** A child pipeline is waited for: that differs where the key is not there. */
    private static final String CHILD = "trigger:strategy";

    private Gaps() {}

    /**
     * Keys, with colons between levels, and what is done instead; in the order of the reference.
     */
    public static Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        table.put("artifacts:access", "everybody who may read the project may read artifacts");
        table.put(
                "artifacts:expose_as",
                "artifacts are on the page of the run, not on merge requests");
        table.put("artifacts:public", "everybody who may read the project may read artifacts");
        table.put("cache:unprotect", "protected and other branches share a cache");
        table.put("dast_configuration", "it is left out");
        table.put("environment:kubernetes", "the cluster is not connected to the environment");
        table.put("identity", "it is left out");
        table.put("run", "steps are not run; use script");
        table.put("tags", "every job runs on this machine, whatever its tags");
        table.put(
                CHILD,
                "a child pipeline is part of the run, which waits for it without strategy too");
        return table;
    }

    /** The gaps of jobs, with their places. */
    public static List<Gap> of(List<JobEntry> jobs) {
        List<Gap> gaps = new ArrayList<>();
        Map<String, String> table = table();
        for (JobEntry job : jobs) {
            table.forEach((path, instead) -> {
                YamlMap at = job.keys();
                boolean child = path.equals(CHILD);
                List<String> steps = List.of((child ? "trigger:include" : path).split(":"));
                for (String step : steps.subList(0, steps.size() - 1)) {
                    YamlNode inner = Trees.at(at, step);
                    at = inner instanceof YamlMap map ? map : Trees.map(job.src(), List.of());
                }
                at.entry(steps.getLast())
                        .filter(entry -> !entry.value().isNull())
                        .filter(entry -> !child || !waits(job.keys()))
                        .ifPresent(
                                entry -> gaps.add(new Gap(entry.key().position(), path, instead)));
            });
        }
        return gaps.stream().distinct().toList();
    }

    /** Whether a job that starts a pipeline says that it waits for it. */
    private static boolean waits(YamlMap job) {
        return Trees.at(job, "trigger") instanceof YamlMap trigger
                && Trees.at(trigger, "strategy") != null;
    }
}
