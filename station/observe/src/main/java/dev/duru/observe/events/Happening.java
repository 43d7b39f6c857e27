package dev.duru.observe.events;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a release, in words.
 *
 * @param sequence of its fact
 * @param kind {@code rollout}, {@code deployed}, {@code failed}, {@code gate-failed} or {@code
 *     rolled-back}
 * @param title in one line
 * @param text why, or {@code ""}
 */
public record Happening(
        long sequence,
        Instant at,
        ProjectName project,
        String environment,
        long release,
        String commit,
        String kind,
        String title,
        String text) {
    private static final int SHORT = 8;

    /** The facts that it is made of. */
    public static final List<Class<? extends Fact>> KINDS =
            List.of(
                    Fact.RolloutStarted.class,
                    Fact.ReleaseDeployed.class,
                    Fact.DeploymentFailed.class,
                    Fact.GateFailed.class,
                    Fact.RolledBack.class);

    /** Of a fact; none for facts of other kinds. */
    public static Optional<Happening> of(Entry entry) {
        if (entry.fact() instanceof Fact.RolloutStarted f) {
            return Optional.of(
                    make(entry, f, f.environment(), f.release(), "rollout", "is rolled out", ""));
        }
        if (entry.fact() instanceof Fact.ReleaseDeployed f) {
            return Optional.of(
                    make(entry, f, f.environment(), f.release(), "deployed", "is live", ""));
        }
        if (entry.fact() instanceof Fact.DeploymentFailed f) {
            return Optional.of(
                    make(
                            entry,
                            f,
                            f.environment(),
                            f.release(),
                            "failed",
                            "could not be deployed",
                            f.reason()));
        }
        if (entry.fact() instanceof Fact.GateFailed f) {
            return Optional.of(
                    make(
                            entry,
                            f,
                            f.environment(),
                            f.release(),
                            "gate-failed",
                            "failed the gate " + f.gate(),
                            f.reading()));
        }
        if (entry.fact() instanceof Fact.RolledBack f) {
            return Optional.of(
                    make(
                            entry,
                            f,
                            f.environment(),
                            f.release(),
                            "rolled-back",
                            "was rolled back to " + shortened(f.toCommit()),
                            f.reason()));
        }
        return Optional.empty();
    }

    private static Happening make(
            Entry entry,
            Fact.OfChange fact,
            String environment,
            long release,
            String kind,
            String what,
            String text) {
        String title =
                "%s: release %d (%s) %s in %s"
                        .formatted(
                                fact.project(),
                                release,
                                shortened(fact.commit()),
                                what,
                                environment);
        return new Happening(
                entry.sequence(),
                entry.at(),
                fact.project(),
                environment,
                release,
                fact.commit(),
                kind,
                title,
                text);
    }

    private static String shortened(String commit) {
        return commit.length() <= SHORT ? commit : commit.substring(0, SHORT);
    }

    /** Whether something went wrong. */
    public boolean isBad() {
        return kind.equals("failed") || kind.equals("gate-failed") || kind.equals("rolled-back");
    }

    /** What it can be found by, {@code key:value}. */
    public List<String> tags() {
        return List.of(
                "app:" + project,
                "env:" + environment,
                "release:" + release,
                "version:" + shortened(commit),
                "event:" + kind);
    }
}
