package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Checks {@code needs}: jobs exist, each once, and none waits for itself. */
final class NeedsRules {
    private static final String RULE = "needs";

    private enum Mark {
        OPEN,
        DONE
    }

    private final Problems problems;
    private final Map<String, JobSyntax> jobs = new LinkedHashMap<>();
    private final Map<String, Mark> marks = new HashMap<>();
    private final List<JobSyntax> path = new ArrayList<>();
    private boolean cycleFound;

    NeedsRules(Problems problems) {
        this.problems = problems;
    }

    void check(List<JobSyntax> all) {
        all.forEach(job -> jobs.putIfAbsent(key(job.id()), job));
        for (JobSyntax job : all) {
            Set<String> seen = new HashSet<>();
            for (YamlScalar need : job.needs()) {
                if (!seen.add(key(need))) {
                    problems.warning(
                            need.position(),
                            RULE,
                            "`" + need.text() + "` is needed twice",
                            "remove one; upper and lower case count as the same");
                } else if (!jobs.containsKey(key(need)) && !need.text().isEmpty()) {
                    problems.error(
                            need.position(),
                            RULE,
                            "the job `"
                                    + job.id().text()
                                    + "` needs `"
                                    + need.text()
                                    + "`, which does not exist",
                            "needs are the ids of jobs in this file");
                }
            }
        }
        all.forEach(this::visit);
    }

    private static String key(YamlScalar id) {
        return id.text().toLowerCase(Locale.ROOT);
    }

    private void visit(JobSyntax job) {
        if (cycleFound || marks.get(key(job.id())) == Mark.DONE || path.size() > 1000) {
            return;
        }
        if (marks.get(key(job.id())) == Mark.OPEN) {
            cycle(job);
            return;
        }
        marks.put(key(job.id()), Mark.OPEN);
        path.add(job);
        for (YamlScalar need : job.needs()) {
            JobSyntax before = jobs.get(key(need));
            if (before != null) {
                visit(before);
            }
        }
        path.removeLast();
        marks.put(key(job.id()), Mark.DONE);
    }

    private void cycle(JobSyntax again) {
        cycleFound = true;
        List<JobSyntax> cycle = path.subList(path.indexOf(again), path.size());
        JobSyntax first = cycle.getFirst();
        for (JobSyntax job : cycle) {
            if (job.id().position().compareTo(first.id().position()) < 0) {
                first = job;
            }
        }
        List<String> names = new ArrayList<>();
        int start = cycle.indexOf(first);
        for (int i = 0; i <= cycle.size(); i++) {
            names.add(cycle.get((start + i) % cycle.size()).id().text());
        }
        problems.error(
                first.id().position(),
                RULE,
                "these jobs wait for each other: " + String.join(" needs ", names),
                "remove one of the needs");
    }
}
