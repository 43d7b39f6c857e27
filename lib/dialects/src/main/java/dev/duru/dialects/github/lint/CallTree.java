package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Counts what a workflow calls, and refuses calls that go too deep, in a circle or too wide. */
final class CallTree {
    private static final String RULE = "call";

    private final Function<YamlScalar, Optional<Workflow>> find;
    private final Limits limits;
    private final Problems problems;
    private final Set<String> called = new HashSet<>();
    private final Deque<String> path = new ArrayDeque<>();
    private long jobs;
    private boolean refused;

    CallTree(Function<YamlScalar, Optional<Workflow>> find, Limits limits, Problems problems) {
        this.find = find;
        this.limits = limits;
        this.problems = problems;
    }

    /** Whether something was refused; nothing is counted any more then. */
    boolean refused() {
        return refused;
    }

    /** Counts the jobs of the workflow itself. */
    void jobs(Position at, int own) {
        jobs += own;
        tooMany(at);
    }

    /** Counts a workflow that a job calls, and what it calls in its turn. */
    void count(YamlScalar uses, Workflow workflow) {
        count(uses.position(), uses.text(), workflow);
    }

    private void count(Position at, String name, Workflow workflow) {
        if (refused) {
            return;
        }
        if (path.contains(name)) {
            refuse(at, "the workflow " + name + " calls itself", "break the circle of calls");
            return;
        }
        if (path.size() >= limits.nesting()) {
            refuse(
                    at,
                    "workflows call each other more than " + limits.nesting() + " deep",
                    "call the inner ones directly");
            return;
        }
        if (called.add(name) && called.size() > limits.workflows()) {
            refuse(
                    at,
                    "more than " + limits.workflows() + " different workflows are called",
                    "merge some of them");
            return;
        }
        jobs += workflow.jobs().size();
        if (tooMany(at)) {
            return;
        }
        path.push(name);
        for (JobSyntax job : workflow.jobs()) {
            if (job.call() != null) {
                String next = job.call().uses().text();
                find.apply(job.call().uses()).ifPresent(found -> count(at, next, found));
            }
        }
        path.pop();
    }

    private boolean tooMany(Position at) {
        if (jobs > limits.jobs() && !refused) {
            refuse(
                    at,
                    "the workflow and those it calls have more than %,d jobs"
                            .formatted(limits.jobs()),
                    "split it");
        }
        return refused;
    }

    private void refuse(Position at, String message, String mend) {
        refused = true;
        problems.error(at, RULE, message, mend);
    }
}
