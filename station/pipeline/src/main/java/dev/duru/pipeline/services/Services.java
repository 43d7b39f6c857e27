package dev.duru.pipeline.services;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.pipeline.engine.JobGrants;
import dev.duru.pipeline.engine.Vault;
import dev.duru.pipeline.github.PullRequests;
import dev.duru.pipeline.services.gitlab.GitlabApi;
import dev.duru.pipeline.services.gitlab.Runs;
import dev.duru.pipeline.services.oidc.Issuer;
import dev.duru.pipeline.services.oidc.Sealer;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.services.rest.Issues;
import dev.duru.pipeline.services.rest.LoneFolder;
import dev.duru.pipeline.services.rest.NoIssues;
import dev.duru.pipeline.services.rest.RestApi;
import dev.duru.pipeline.services.rest.Starts;
import dev.duru.pipeline.services.results.Results;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Members;
import dev.duru.pipeline.services.tokens.Rights;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Everything that jobs reach of Duru by GitHub's and GitLab's protocols. */
public final class Services implements Routes {
    /** GitHub keeps 10 GB of caches for a repository; no single upload is larger. */
    private static final long MOST_BYTES = 10L << 30;

    private final JobTokens tokens;
    private final Results results;
    private final Issuer issuer;
    private final Consumer<Router> forges;

    /**
     * Where, and for whom.
     *
     * @param folder for uploads in progress, on the file system of the blobs
     * @param url how jobs reach Duru, without a slash at the end
     * @param standard what jobs may do that say nothing about it
     */
    public record Settings(Path folder, Supplier<String> url, Rights standard) {}

    /** Where things are kept. */
    public record Stores(Database database, Blobs blobs) {}

    /** What the services ask of others. */
    public record Ports(Code code, Issues issues, Sealer sealer, Members members) {
        /** No code, no issues, and keys that need no seal because they vanish with the process. */
        public static final Ports NONE =
                new Ports(LoneFolder.NONE, new NoIssues(), Sealer.OPEN, Members.NOBODY);
    }

    /** What jobs reach; {@code pulls} are those of the projects. */
    public Services(
            Settings settings,
            Stores stores,
            Ports ports,
            PullRequests pulls,
            Starts starts,
            Runs runs) {
        Database database = stores.database();
        Blobs blobs = stores.blobs();
        this.results =
                new Results(
                        database,
                        blobs,
                        new Results.Settings(
                                settings.folder(),
                                settings.url(),
                                MOST_BYTES,
                                ports.code()::defaultBranch));
        this.tokens =
                new JobTokens(
                        database,
                        settings.url(),
                        settings.standard(),
                        ports.members(),
                        results::ended);
        this.issuer = new Issuer(database, ports.sealer(), tokens, settings.url());
        // A local run whose jobs ask for nothing never needs them.
        this.forges =
                router -> {
                    RestApi.of(
                                    new RestApi.Ground(database, blobs, tokens, settings.url()),
                                    ports.code(),
                                    ports.issues(),
                                    pulls,
                                    starts,
                                    results::artifactUrl)
                            .add(router);
                    GitlabApi.of(
                                    new GitlabApi.Ground(
                                            database, blobs, tokens, settings.url(), ports.code()),
                                    runs)
                            .add(router);
                };
    }

    /** What jobs are granted; {@code vault} keeps secrets for them. */
    public JobGrants grants(Vault vault) {
        return request -> {
            JobGrants.Grant grant = tokens.open(request).withVault(vault);
            return JobTokens.isFromOutside(request.run())
                    ? grant
                    : grant.withIdentities(audiences -> issuer.token(request, audiences));
        };
    }

    /** Who acts by a job's token; empty for what is not, or no longer, one. */
    public Optional<Identity> identity(String token) {
        return tokens.identity(token);
    }

    @Override
    public void add(Router router) {
        results.add(router, tokens);
        issuer.add(router);
        forges.accept(router);
    }
}
