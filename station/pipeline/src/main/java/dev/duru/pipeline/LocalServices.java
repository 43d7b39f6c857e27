package dev.duru.pipeline;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.engine.JobGrants;
import dev.duru.pipeline.engine.Vault;
import dev.duru.pipeline.github.PullRequests;
import dev.duru.pipeline.services.Services;
import dev.duru.pipeline.services.gitlab.Runs;
import dev.duru.pipeline.services.oidc.Sealer;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.services.rest.LoneFolder;
import dev.duru.pipeline.services.rest.NoIssues;
import dev.duru.pipeline.services.rest.Starts;
import dev.duru.pipeline.services.tokens.Members;
import dev.duru.pipeline.services.tokens.Rights;
import dev.duru.web.Authenticator;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What jobs of a local run reach by the forges' protocols: the services of the server, at a port of
 * this machine, for as long as the run takes. The server starts when a job calls it.
 */
final class LocalServices implements AutoCloseable {
    private final Ledger ledger;
    private final Services services;
    private final LocalDoor door = new LocalDoor(this::port);
    private @Nullable WebServer web;

    /** {@code folder} is the working tree, {@code head} its commit. */
    LocalServices(Path state, Path folder, LocalCommit head, Database database, Blobs blobs) {
        this.ledger = new Ledger(database);
        this.services =
                new Services(
                        new Services.Settings(
                                state.resolve("uploads"), this::url, Rights.permissive()),
                        new Services.Stores(database, blobs),
                        new Services.Ports(
                                code(folder, head), new NoIssues(), Sealer.OPEN, Members.NOBODY),
                        PullRequests.NONE,
                        new NoStarts(),
                        Runs.NONE);
    }

    private WebPorts ports() {
        return new WebPorts(
                authenticator(),
                (identity, project) ->
                        identity.bounds() != null && identity.bounds().project().equals(project)
                                ? Optional.of(Role.READER)
                                : Optional.empty(),
                ledger,
                List::of);
    }

    private static Code code(Path folder, LocalCommit head) {
        return new LoneFolder(
                Optional.of(
                        new Code.Commit(head.id(), List.of(), head.title(), "", "", Instant.now())),
                head.ref().replaceFirst("^refs/heads/", ""),
                Optional.of(folder));
    }

    /** The workflows of a local run are those that it was asked for. */
    private static final class NoStarts implements Starts {
        @Override
        public void dispatch(
                ProjectName project,
                String workflow,
                String ref,
                Map<String, String> inputs,
                String by) {
            throw none();
        }

        @Override
        public void announce(ProjectName project, String type, String payload, String by) {
            throw none();
        }

        private static ProblemException none() {
            return ProblemException.notFound("a local run starts no other workflows");
        }
    }

    private synchronized int port() {
        WebServer server = web;
        if (server == null) {
            server = WebServer.start(WebConfig.local(), List.of(services), ports());
            web = server;
        }
        return server.port();
    }

    private Authenticator authenticator() {
        return new Authenticator() {
            @Override
            public Optional<Identity> bySession(String cookie) {
                return Optional.empty();
            }

            @Override
            public Optional<Identity> byToken(String token) {
                return services.identity(token);
            }

            @Override
            public Optional<Identity> byPassword(String user, String password, String address) {
                return services.identity(password);
            }
        };
    }

    JobGrants grants() {
        return services.grants(Vault.NONE);
    }

    /** Where the services are, without a slash at the end. */
    String url() {
        return "http://127.0.0.1:" + door.port();
    }

    @Override
    public void close() {
        door.close();
        synchronized (this) {
            if (web != null) {
                web.close();
            }
        }
        ledger.close();
    }
}
