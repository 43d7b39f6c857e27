package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.manifest.Entrance;
import dev.duru.manifest.Environment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts together what pages and API show. */
final class DeliveryViews {
    private static final int HISTORY = 50;

    private final Database database;
    private final Ledger ledger;
    private final Specs specs;
    private final Readings readings;
    private final DeliveryPorts ports;
    private final Workloads workloads;

    DeliveryViews(
            Database database, Ledger ledger, Specs specs, Readings readings, DeliveryPorts ports) {
        this.database = database;
        this.ledger = ledger;
        this.specs = specs;
        this.readings = readings;
        this.ports = ports;
        this.workloads = new Workloads(specs, ports);
    }

    List<EnvironmentView> environments(ProjectName project) {
        return database.read(sql -> new DeliveryStore(sql).environments(project)).stream()
                .map(this::environment)
                .toList();
    }

    /**
     * An environment of a project.
     *
     * @throws ProblemException NOT_FOUND when there is none of that name
     */
    EnvironmentKey key(ProjectName project, String name) {
        return database.read(sql -> new DeliveryStore(sql).environments(project)).stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no environment '" + name + "' in " + project));
    }

    EnvironmentView environment(EnvironmentKey key) {
        List<Release> history = database.read(sql -> new DeliveryStore(sql).releases(key, HISTORY));
        Scene scene = Scene.of(database.read(sql -> new DeliveryStore(sql).open(key)));
        List<ReleaseView> waiting =
                history.reversed().stream()
                        .filter(r -> r.state().pending())
                        .map(this::release)
                        .toList();
        Release live = scene.live();
        Release rolling = scene.rolling();
        return new EnvironmentView(
                key.project().toString(),
                key.name(),
                address(key),
                entrance(key, history),
                live == null ? null : release(live),
                rolling == null ? null : rollout(rolling, live),
                waiting,
                replicas(live, rolling),
                history.stream().map(this::release).toList(),
                database.read(sql -> new ReviewStore(sql).of(key))
                        .map(review ->
                                new EnvironmentView.ReviewView(
                                        review.template(),
                                        review.branch(),
                                        review.request(),
                                        review.stopsAt()))
                        .orElse(null));
    }

    private String address(EnvironmentKey key) {
        try {
            return ports.traffic().address(key).toString();
        } catch (ProblemException edgeIsAway) {
            return "";
        }
    }

    private String entrance(EnvironmentKey key, List<Release> history) {
        Optional<String> commit =
                database.read(sql -> new DeliveryStore(sql).environmentCommit(key))
                        .or(() -> history.stream().map(Release::commit).findFirst());
        return commit.flatMap(c -> specs.manifest(key.project(), c).environment(key.name()))
                .map(environment ->
                        switch (environment.entrance()) {
                            case Entrance.From from -> "from " + from.branch();
                            case Entrance.After after -> "after " + after.environment();
                            case Entrance.ByHand _ -> "by hand";
                            case Entrance.Review review ->
                                    "from "
                                            + (review.branches() == null
                                                    ? Entrance.Review.REQUESTS
                                                    : review.branches().branch());
                        })
                .orElse("by hand");
    }

    private RolloutView rollout(Release rolling, @Nullable Release live) {
        Plan plan = Plan.of(workloads.environment(rolling), rolling.goesBack(), live == null);
        boolean takes =
                rolling.state() == ReleaseState.STEPPING || rolling.state() == ReleaseState.HELD;
        List<RolloutView.ShareView> shares = shares(rolling, live, plan);
        int percent =
                shares.stream()
                        .filter(share -> share.release() == rolling.number())
                        .mapToInt(RolloutView.ShareView::percent)
                        .sum();
        return new RolloutView(
                release(rolling),
                plan.style().name().toLowerCase(Locale.ROOT),
                plan.stages().stream().map(Plan.Stage::percent).toList(),
                plan.stages().stream()
                        .map(stage ->
                                new RolloutView.StageView(
                                        stage.percent(),
                                        stage.shadow(),
                                        stage.lasts().toSeconds(),
                                        stage.requests(),
                                        stage.pause()))
                        .toList(),
                rolling.step(),
                percent,
                rolling.state() == ReleaseState.STEPPING
                        ? rolling.since().plus(plan.stage(rolling.step()).lasts())
                        : null,
                rolling.held().name().toLowerCase(Locale.ROOT),
                Outlook.of(rolling, plan),
                takes ? preview(rolling.environment()) : "",
                shares,
                readings.latest(rolling.environment()).stream()
                        .map(judged -> GateView.of(rolling.step(), judged))
                        .toList(),
                GateCurve.of(readings.past(rolling.environment())));
    }

    private String preview(EnvironmentKey key) {
        try {
            return ports.traffic().preview(key).toString();
        } catch (ProblemException edgeIsAway) {
            return "";
        }
    }

    /** As the reconcile loop shares out requests. */
    private List<RolloutView.ShareView> shares(Release rolling, @Nullable Release live, Plan plan) {
        Map<Long, List<Replica>> replicas = new HashMap<>();
        replicas.put(rolling.number(), seen(rolling));
        if (live != null) {
            replicas.put(live.number(), seen(live));
        }
        Scene scene = new Scene(live, rolling, List.of(), List.of());
        List<Traffic.Share> shares = new Shares(scene, plan, null, replicas).list();
        int all = Math.max(1, shares.stream().mapToInt(Traffic.Share::weight).sum());
        List<RolloutView.ShareView> views = new ArrayList<>();
        for (Release release : live == null ? List.of(rolling) : List.of(live, rolling)) {
            List<Replica> own = replicas.getOrDefault(release.number(), List.of());
            int weight =
                    shares.stream()
                            .filter(share -> share.release().equals(release.workload()))
                            .mapToInt(Traffic.Share::weight)
                            .sum();
            views.add(
                    new RolloutView.ShareView(
                            release.number(),
                            release.version(),
                            Math.round(100f * weight / all),
                            Shares.well(own),
                            own.size()));
        }
        return views;
    }

    private List<Replica> seen(Release release) {
        try {
            return workloads.runtime(release).replicas(release.workload());
        } catch (ProblemException noRuntime) {
            return List.of();
        }
    }

    private List<EnvironmentView.ReplicaView> replicas(
            @Nullable Release live, @Nullable Release rolling) {
        List<EnvironmentView.ReplicaView> all = new ArrayList<>();
        for (Release release : live == rolling ? new Release[0] : new Release[] {live, rolling}) {
            if (release == null) {
                continue;
            }
            for (Replica replica : seen(release)) {
                all.add(
                        new EnvironmentView.ReplicaView(
                                release.number(),
                                replica.index(),
                                replica.state().name().toLowerCase(Locale.ROOT),
                                replica.address(),
                                replica.recentRestarts()));
            }
        }
        return all;
    }

    List<ReleaseView> releases(ProjectName project, int limit) {
        return database.read(sql -> new DeliveryStore(sql).releases(project, limit)).stream()
                .map(this::release)
                .toList();
    }

    ReleaseView release(ProjectName project, long number) {
        return release(known(project, number));
    }

    /**
     * A release by its number.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    Release known(ProjectName project, long number) {
        return database.read(sql -> new DeliveryStore(sql).known(project, number));
    }

    ReleaseView release(Release release) {
        String title = title(release);
        return database.read(sql -> {
            DecisionStore decisions = new DecisionStore(sql);
            return ReleaseView.of(
                    release,
                    title,
                    decisions.quarantined(release.project(), release.digest()).isPresent(),
                    decisions.approvals(release),
                    decisions.readings(release));
        });
    }

    private String title(Release release) {
        return ledger.ofChange(release.project(), release.commit()).stream()
                .map(Entry::fact)
                .filter(Fact.CommitPushed.class::isInstance)
                .map(Fact.CommitPushed.class::cast)
                .map(Fact.CommitPushed::title)
                .findFirst()
                .orElse("");
    }

    List<Quarantine> quarantines(ProjectName project) {
        return database.read(sql -> new DecisionStore(sql).quarantines(project));
    }

    /** What jobs have deployed by their own means; what has ended last. */
    List<JobEnvironments.One> jobEnvironments(ProjectName project) {
        return ports.jobEnvironments().of(project).stream()
                .sorted(Comparator.comparing(one -> one.state() == JobEnvironments.State.STOPPED))
                .limit(HISTORY)
                .toList();
    }

    /** The jobs of runs in the inbox. */
    List<WaitingJobs.Job> waitingJobs(String user, Function<ProjectName, Optional<Role>> roles) {
        return ports.jobs().of(user, roles);
    }

    /**
     * What waits for an approval in the projects that somebody may see.
     *
     * @param roles the role of whoever looks, empty for projects that are hidden from them
     */
    List<WaitingView> waiting(String user, Function<ProjectName, Optional<Role>> roles) {
        List<WaitingView> views = new ArrayList<>();
        for (Release release : database.read(sql -> new DeliveryStore(sql).waiting())) {
            Optional<Role> role = roles.apply(release.project());
            if (role.isEmpty()) {
                continue;
            }
            Environment environment = specs.environment(release);
            Environment.Approval rule = environment.approval();
            if (rule == null) {
                continue;
            }
            ReleaseView view = release(release);
            boolean own =
                    !rule.self()
                            && Authors.of(ledger, release.project(), release.commit())
                                    .contains(user);
            boolean spoke = view.approvals().stream().anyMatch(a -> a.by().equals(user));
            views.add(
                    new WaitingView(
                            view,
                            rule.role().name().toLowerCase(Locale.ROOT),
                            rule.count(),
                            role.get().includes(Role.valueOf(rule.role().name())) && !own && !spoke,
                            Checklist.of(
                                    rule,
                                    database.read(sql ->
                                            new RuleStore(sql)
                                                    .ticks(
                                                            release.environment(),
                                                            release.digest()))),
                            environment.rules().irreversible()
                                    ? Irreversible.warning(release)
                                    : ""));
        }
        return views;
    }
}
