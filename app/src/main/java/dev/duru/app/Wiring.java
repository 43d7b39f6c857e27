package dev.duru.app;

import dev.duru.access.AccessStation;
import dev.duru.app.backup.BackupRoutes;
import dev.duru.artifact.Artifact;
import dev.duru.delivery.Delivery;
import dev.duru.delivery.DeliveryPorts;
import dev.duru.delivery.traffic.edge.EdgeFront;
import dev.duru.delivery.traffic.edge.EdgeTraffic;
import dev.duru.edge.EdgeProcess;
import dev.duru.feedback.Feedback;
import dev.duru.infrastructure.Infrastructure;
import dev.duru.infrastructure.Ports;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.Lifecycle;
import dev.duru.observe.Observe;
import dev.duru.observe.ObservePorts;
import dev.duru.observe.ObserveSettings;
import dev.duru.pipeline.Pipeline;
import dev.duru.pipeline.services.Services;
import dev.duru.source.Checks;
import dev.duru.source.Source;
import dev.duru.web.RequestStat;
import dev.duru.web.Routes;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The parts list of the house, in the order of the loop, and the only place where one station's
 * port is answered by another. Delivery asks observe how a release does, and observe asks delivery
 * where it writes: the loop closes here, by suppliers that are asked only after everything has
 * started.
 */
final class Wiring {
    private final Config config;
    private final Lifecycle lifecycle;
    private final InstantSource clock = InstantSource.system();
    private final AtomicReference<String> address = new AtomicReference<>("");
    private final AtomicReference<Supplier<List<RequestStat>>> requests =
            new AtomicReference<>(List::of);
    private final AtomicReference<Delivery> delivering = new AtomicReference<>();
    private final AtomicReference<Infrastructure> declaring = new AtomicReference<>();
    private final AtomicReference<Feedback> learning = new AtomicReference<>();
    private final Puller puller = new Puller();
    private final DataFolder data;
    private final Database database;
    private final Ledger ledger;

    private Wiring(Config config, Lifecycle lifecycle) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.data = lifecycle.add("data folder", DataFolder.open(config.data()));
        this.database = lifecycle.add("database", Database.open(data.database(), clock));
        this.ledger = new Ledger(database);
    }

    static House assemble(Config config, Lifecycle lifecycle) {
        return new Wiring(config, lifecycle).assemble();
    }

    private House assemble() {
        Source source =
                Source.open(
                        database, new Source.Config(data.of("git"), config.limits().pushBytes()));
        AccessStation access =
                new AccessStation(database, ledger, data.keys(), Answers.visibility(source), clock);
        Pipeline pipeline = pipeline(source, access);
        Artifact artifact = artifact(source, pipeline);
        EdgeProcess edge =
                new EdgeProcess(
                        EdgeProcess.Settings.likeThisProcess(
                                data.of("edge"), config.edge().address(), config.edge().port()));
        EdgeTraffic traffic = lifecycle.add("edge traffic", new EdgeTraffic(edge, front()));
        Observe observe = observe(source, traffic, new HiddenSecrets(access.secrets()::of, clock));
        Delivery delivery = delivery(source, access, pipeline, artifact, traffic, observe);
        Feedback feedback = feedback(source, pipeline, observe);
        learning.set(feedback);

        Checks checks = MergeAnswers.checks(pipeline);
        List<Routes> routes =
                new ArrayList<>(
                        source.routes(
                                new Source.Ports(
                                        new RunEcho(ledger, Pipeline.CONSUMER, this::url),
                                        Answers.remarks(pipeline),
                                        (project, commit) ->
                                                Answers.statuses(pipeline, project, commit),
                                        checks,
                                        MergeAnswers.previews(delivering::get)),
                                ledger));
        routes.addAll(
                List.of(
                        access,
                        pipeline.routes(),
                        artifact,
                        delivery.routes(),
                        declaring.get().routes(),
                        observe.routes(),
                        feedback.routes(),
                        new BackupRoutes(database, config.data())));
        web(access, pipeline, routes);
        lifecycle.add("consumers", ledger);
        source.start(ledger, checks, access.authority());
        pipeline.start();
        artifact.start();
        declaring.get().start();
        delivery.start();
        observe.start();
        observe.logs().takeJobs(ledger, Measurements.jobs(pipeline));
        observe.logs().takeSyslog(config.watch().syslog());
        feedback.start();
        return new House(access, delivery, traffic, edge, this::url);
    }

    private EdgeFront front() {
        Config.Edge said = config.edge();
        return new EdgeFront(
                said.tlsPort() == 0 ? null : said.address() + ":" + said.tlsPort(),
                config.data().toAbsolutePath().resolve("certificates"),
                said.authority().orElse(null),
                said.proxies());
    }

    private Pipeline pipeline(Source source, AccessStation access) {
        return lifecycle.add(
                "pipeline",
                Pipeline.open(
                        new Pipeline.Config(
                                data.of("pipeline"),
                                List.of(config.data()),
                                config.limits().jobs(),
                                config.limits().jobTime(),
                                config.limits().job(),
                                this::url,
                                clock,
                                config.actions(),
                                config.vendors(),
                                config.containers(),
                                config.includes(),
                                config.limits().token(),
                                config.keeping()),
                        new Pipeline.Ports(
                                new SourceRepository(source, access.authority(), this::url),
                                access.secrets()::of,
                                (project, commit) -> PackageFiles.of(source, project, commit),
                                (project, commit, environment) ->
                                        Answers.environment(source, project, commit, environment),
                                new Services.Ports(
                                        new GithubCode(source),
                                        new GithubIssues(this::feedback),
                                        Answers.sealer(access),
                                        (user, project) ->
                                                access.authority()
                                                        .role(new Identity(user, false), project)
                                                        .isPresent()),
                                new GithubPulls(source)),
                        new Pipeline.Stores(
                                database,
                                ledger,
                                Blobs.open(data.of("pipeline").resolve("blobs")))));
    }

    private Artifact artifact(Source source, Pipeline pipeline) {
        return lifecycle.add(
                "artifact",
                Artifact.open(
                        database,
                        ledger,
                        data.of("registry"),
                        new Artifact.Ports(
                                (project, commit, path) ->
                                        DeclaredFiles.orFile(source, project, commit, path),
                                (project, commit) -> PackageFiles.output(pipeline, project, commit),
                                (sql, project, last) -> Delivery.wanted(sql, project, last),
                                clock),
                        config.images()));
    }

    private Observe observe(Source source, EdgeTraffic traffic, HiddenSecrets hidden) {
        ObserveSettings standard = ObserveSettings.standard(Version.current());
        ObserveSettings settings =
                new ObserveSettings(
                        config.watch().every(),
                        standard.retention(),
                        standard.mostSeries(),
                        standard.mostLogBytes(),
                        standard.followEvery(),
                        standard.version(),
                        data.of("observe"),
                        config.watch().prometheus().orElse(null),
                        config.watch().alertmanager().orElse(null),
                        config.watch().outside());
        return lifecycle.add(
                "observe",
                new Observe(
                        database,
                        ledger,
                        new ObservePorts(
                                traffic::metrics,
                                () -> Measurements.output(delivering.get(), hidden).sources(),
                                () -> requests.get().get(),
                                () -> Measurements.deployed(delivering.get()),
                                () -> Answers.alerts(source),
                                new ProjectDashboards(source),
                                this::url),
                        settings,
                        clock));
    }

    private Delivery delivery(
            Source source,
            AccessStation access,
            Pipeline pipeline,
            Artifact artifact,
            EdgeTraffic traffic,
            Observe observe) {
        Runtimes runtimes =
                Runtimes.of(
                        config,
                        data,
                        lifecycle,
                        Answers.images(artifact),
                        traffic,
                        new Runtimes.Access(
                                puller, address::get, this::url, Answers.files(source)));
        Delivery delivery =
                new Delivery(
                        database,
                        ledger,
                        new DeliveryPorts(
                                (project, commit) -> DeclaredFiles.text(source, project, commit),
                                (environment, names) ->
                                        Answers.secrets(access.secrets(), environment, names),
                                Measurements.signals(observe),
                                Measurements.values(observe),
                                Answers.gates(pipeline),
                                Measurements.past(observe),
                                (project, by, bad, good, message) ->
                                        source.revert(
                                                project,
                                                new Identity(by.user(), false),
                                                bad,
                                                good,
                                                message),
                                runtimes.traffic(),
                                runtimes.byKind(),
                                Answers.waitingJobs(pipeline),
                                Answers.jobEnvironments(pipeline),
                                key -> declaring.get().inForce(key.project(), key.name()),
                                Answers.commits(source),
                                Answers.images(artifact),
                                MergeAnswers.branches(source)),
                        clock,
                        Blobs.open(data.of("evidence")));
        delivering.set(delivery);
        declaring.set(infrastructure(source, delivery));
        return lifecycle.add("delivery", delivery);
    }

    private Infrastructure infrastructure(Source source, Delivery delivery) {
        return lifecycle.add(
                "infrastructure",
                new Infrastructure(
                        database,
                        ledger,
                        new Ports(
                                (project, commit) -> DeclaredFiles.text(source, project, commit),
                                source::defaultBranch,
                                project -> Enacting.running(delivery, project),
                                (tx, order) -> Enacting.order(delivery, tx, order),
                                Enacting.changes(delivery)),
                        clock));
    }

    private Feedback feedback(Source source, Pipeline pipeline, Observe observe) {
        return new Feedback(
                database,
                ledger,
                new Feedback.Ports(
                        Measurements.history(source),
                        Measurements.graphs(observe),
                        Measurements.logs(observe),
                        (project, environment) ->
                                !delivering.get().isReview(project, environment)
                                        && Answers.isFinal(source, project, environment),
                        (project, commit) -> Answers.ofPrograms(pipeline, project, commit)),
                clock);
    }

    private void web(AccessStation access, Pipeline pipeline, List<Routes> routes) {
        WebConfig where =
                new WebConfig(
                        config.http().address(),
                        config.http().port(),
                        config.http().url().map(URI::toString).orElse(""),
                        false);
        WebPorts ports =
                new WebPorts(
                        JobCredentials.authenticator(access, pipeline.services(), puller),
                        JobCredentials.authority(access),
                        ledger,
                        List::of);
        WebServer web = lifecycle.add("web", WebServer.start(where, routes, ports));
        address.set(web.localUrl());
        requests.set(web::requestStats);
    }

    private Feedback feedback() {
        return learning.get();
    }

    private String url() {
        return config.http().url().map(URI::toString).orElseGet(address::get);
    }
}
