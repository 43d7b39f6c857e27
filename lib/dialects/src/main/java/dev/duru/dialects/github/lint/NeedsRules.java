package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
        if (!cycleFound) {
            longCycle();
        }
    }

    /** Finds cycles that are too long to walk: jobs that are left when all that can run have. */
    private void longCycle() {
        Map<String, Integer> open = new LinkedHashMap<>();
        Map<String, List<String>> waiting = new HashMap<>();
        Deque<String> ready = new ArrayDeque<>();
        for (Map.Entry<String, JobSyntax> entry : jobs.entrySet()) {
            Set<String> needs = new HashSet<>();
            for (YamlScalar need : entry.getValue().needs()) {
                if (jobs.containsKey(key(need)) && needs.add(key(need))) {
                    waiting.computeIfAbsent(key(need), _ -> new ArrayList<>()).add(entry.getKey());
                }
            }
            open.put(entry.getKey(), needs.size());
            if (needs.isEmpty()) {
                ready.add(entry.getKey());
            }
        }
        while (!ready.isEmpty()) {
            String done = ready.remove();
            open.remove(done);
            for (String next : waiting.getOrDefault(done, List.of())) {
                if (open.merge(next, -1, Integer::sum) == 0) {
                    ready.add(next);
                }
            }
        }
        for (String left : open.keySet()) {
            JobSyntax first = Objects.requireNonNull(jobs.get(left));
            problems.error(
                    first.id().position(),
                    RULE,
                    open.size() + " jobs wait for each other, this one among them",
                    "remove one of the needs");
            return;
        }
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
