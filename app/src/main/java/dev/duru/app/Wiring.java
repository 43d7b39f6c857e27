package dev.duru.app;

import dev.duru.access.AccessStation;
import dev.duru.access.ProjectVisibility;
import dev.duru.app.backup.BackupRoutes;
import dev.duru.artifact.Artifact;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.Lifecycle;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.Pipeline;
import dev.duru.pipeline.Secrets;
import dev.duru.source.Source;
import dev.duru.web.Routes;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The parts list of the house, in the order of the loop. The only place where one station's port is
 * answered by another.
 */
final class Wiring {
    private Wiring() {}

    static House assemble(Config config, Lifecycle lifecycle) {
        InstantSource clock = InstantSource.system();
        AtomicReference<String> address = new AtomicReference<>("");
        Supplier<String> url = () -> config.http().url().map(URI::toString).orElseGet(address::get);
        List<Routes> routes = new ArrayList<>();

        DataFolder data = lifecycle.add("data folder", DataFolder.open(config.data()));
        Database database = lifecycle.add("database", Database.open(data.database(), clock));
        Ledger ledger = lifecycle.add("ledger", new Ledger(database));

        // source
        Source source =
                Source.open(
                        database, new Source.Config(data.of("git"), config.limits().pushBytes()));
        routes.addAll(source.routes(new RunEcho(ledger, "pipeline", url), ledger));

        // pipeline
        AtomicReference<Secrets> secrets =
                new AtomicReference<>((project, environment) -> Map.of());
        Pipeline pipeline =
                lifecycle.add(
                        "pipeline",
                        Pipeline.open(
                                new Pipeline.Config(
                                        data.of("pipeline"),
                                        List.of(config.data()),
                                        config.limits().jobs(),
                                        config.limits().jobTime(),
                                        url,
                                        clock),
                                new Pipeline.Ports(
                                        new SourceRepository(source, url),
                                        (project, environment) ->
                                                secrets.get().of(project, environment),
                                        (project, commit) ->
                                                PackageFiles.of(source, project, commit)),
                                new Pipeline.Stores(
                                        database,
                                        ledger,
                                        Blobs.open(data.of("pipeline").resolve("blobs")))));
        routes.add(pipeline.routes());

        // artifact
        Artifact artifact =
                lifecycle.add(
                        "artifact",
                        Artifact.open(
                                database,
                                ledger,
                                data.of("registry"),
                                new Artifact.Ports(
                                        source::file,
                                        (project, commit) ->
                                                PackageFiles.output(pipeline, project, commit),
                                        clock)));
        routes.add(artifact);
        artifact.start();

        // access
        AccessStation access =
                new AccessStation(database, ledger, data.keys(), visibility(source), clock);
        routes.add(access);
        routes.add(new BackupRoutes(database, config.data()));
        secrets.set(access.secrets()::of);

        WebServer web =
                lifecycle.add(
                        "web",
                        WebServer.start(
                                new WebConfig(
                                        config.http().address(),
                                        config.http().port(),
                                        config.http().url().map(URI::toString).orElse(""),
                                        false),
                                routes,
                                new WebPorts(
                                        access.authenticator(),
                                        access.authority(),
                                        ledger,
                                        List::of)));
        address.set(web.localUrl());
        pipeline.start();
        return new House(access, url);
    }

    private static ProjectVisibility visibility(Source source) {
        return new ProjectVisibility() {
            @Override
            public boolean exists(ProjectName project) {
                return source.exists(project);
            }

            @Override
            public boolean isPublic(ProjectName project) {
                return source.isPublic(project);
            }
        };
    }
}
