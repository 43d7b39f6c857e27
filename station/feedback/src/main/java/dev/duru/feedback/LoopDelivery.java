package dev.duru.feedback;

import dev.duru.feedback.Loop.Environment;
import dev.duru.feedback.Loop.Name;
import dev.duru.feedback.Loop.Station;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the loop from the release on. */
final class LoopDelivery {
    private LoopDelivery() {}

    static List<Station> said(Fact.OfChange fact, Instant at) {
        return switch (fact) {
            case Fact.ReleaseCreated f ->
                    deploy("created", "created", at, f.release(), f.environment());
            case Fact.ApprovalRequested f ->
                    deploy("waiting-approval", "waiting", at, f.release(), f.environment());
            case Fact.ReleaseDeclined f -> deploy("declined", "declined", at, f.release(), f.by());
            case Fact.RolloutStarted f ->
                    deploy("deploying", "started", at, f.release(), f.environment());
            case Fact.RolloutStepped f ->
                    Loop.one(
                            Name.DEPLOY,
                            "deploying",
                            "deploy.step",
                            at,
                            Loop.n(f.release()),
                            f.environment(),
                            Loop.n(f.percent()));
            case Fact.DeploymentFailed f ->
                    deploy("failed", "failed", at, f.release(), f.environment());
            case Fact.ReleaseDeployed f -> {
                List<Station> both =
                        new ArrayList<>(deploy("live", "live", at, f.release(), f.environment()));
                both.addAll(operate("healthy", "live", at, f.environment()));
                yield both;
            }
            case Fact.RolledBack f -> {
                List<Station> both =
                        new ArrayList<>(
                                deploy("rolled-back", "back", at, f.release(), f.environment()));
                both.addAll(operate("healthy", "restored", at, f.environment()));
                yield both;
            }
            case Fact.GatePassed f -> operate("healthy", "passed", at, f.gate(), f.reading());
            case Fact.GateFailed f -> operate("failed", "failed", at, f.gate(), f.reading());
            case Fact.CrashLooped f -> operate("crash-looped", "crash", at, f.environment());
            case Fact.OfChange other -> List.of();
        };
    }

    private static List<Station> deploy(
            String state, String key, Instant at, long release, String where) {
        return Loop.one(Name.DEPLOY, state, "deploy." + key, at, Loop.n(release), where);
    }

    private static List<Station> operate(String state, String key, Instant at, String... args) {
        return Loop.one(Name.OPERATE, state, "operate." + key, at, args);
    }

    /** What is live where; the environments in the order in which a change reaches them. */
    static List<Environment> environments(List<Entry> newest) {
        Map<String, Environment> live = new LinkedHashMap<>();
        Map<String, Environment> coming = new LinkedHashMap<>();
        for (Entry entry : newest) {
            Environment settled = settled(entry);
            if (settled != null) {
                live.putIfAbsent(settled.name(), settled);
            }
            Environment moving = moving(entry);
            if (moving != null) {
                coming.putIfAbsent(moving.name(), moving);
            }
        }
        coming.forEach((name, moving) -> {
            Environment now = live.get(name);
            if (now == null) {
                live.put(name, moving);
            } else if (moving.at().isAfter(now.at())) {
                live.put(name, with(now, moving));
            }
        });
        return ordered(newest, live);
    }

    private static @Nullable Environment settled(Entry entry) {
        return switch (entry.fact()) {
            case Fact.ReleaseDeployed f ->
                    new Environment(
                            f.environment(),
                            "live",
                            f.release(),
                            f.commit(),
                            f.digest(),
                            100,
                            entry.at());
            case Fact.RolledBack f ->
                    new Environment(
                            f.environment(),
                            "live",
                            0,
                            f.toCommit(),
                            f.toDigest(),
                            100,
                            entry.at());
            case Fact other -> null;
        };
    }

    private static @Nullable Environment moving(Entry entry) {
        return switch (entry.fact()) {
            case Fact.RolloutStepped f ->
                    new Environment(
                            f.environment(),
                            "deploying",
                            f.release(),
                            f.commit(),
                            f.digest(),
                            f.percent(),
                            entry.at());
            case Fact.RolloutStarted f ->
                    new Environment(
                            f.environment(),
                            "deploying",
                            f.release(),
                            f.commit(),
                            f.digest(),
                            0,
                            entry.at());
            case Fact.ApprovalRequested f ->
                    new Environment(
                            f.environment(),
                            "waiting-approval",
                            f.release(),
                            f.commit(),
                            f.digest(),
                            0,
                            entry.at());
            case Fact.DeploymentFailed f ->
                    new Environment(
                            f.environment(),
                            "failed",
                            f.release(),
                            f.commit(),
                            f.digest(),
                            0,
                            entry.at());
            case Fact.ReleaseDeclined f ->
                    new Environment(
                            f.environment(),
                            "declined",
                            f.release(),
                            f.commit(),
                            f.digest(),
                            0,
                            entry.at());
            case Fact other -> null;
        };
    }

    /** What is live stays named, with the word for what is coming. */
    private static Environment with(Environment live, Environment coming) {
        return new Environment(
                live.name(),
                coming.state(),
                coming.release(),
                live.commit(),
                live.digest(),
                coming.percent(),
                coming.at());
    }

    /** By the first release known there: a change reaches staging before production. */
    private static List<Environment> ordered(List<Entry> newest, Map<String, Environment> live) {
        List<Environment> ordered = new ArrayList<>();
        for (Entry entry : newest.reversed()) {
            if (entry.fact() instanceof Fact.ReleaseCreated f) {
                Environment environment = live.remove(f.environment());
                if (environment != null) {
                    ordered.add(environment);
                }
            }
        }
        ordered.addAll(live.values());
        return List.copyOf(ordered);
    }
}
