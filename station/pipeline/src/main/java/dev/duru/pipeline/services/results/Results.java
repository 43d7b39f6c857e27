package dev.duru.pipeline.services.results;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.YieldStore;
import dev.duru.web.Router;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Artifacts and caches for GitHub's clients: the entrance of the package. */
public final class Results {
    private final Database database;
    private final Blobs blobs;
    private final Settings settings;
    private final Uploads uploads;
    private final Tickets tickets;
    private final Links links;

    /**
     * Where and how much.
     *
     * @param folder of uploads in progress, on the file system of the blobs
     * @param url how jobs reach Duru, without a slash at the end
     * @param limit the most bytes of an artifact or a cache
     * @param defaultBranch of a project, whose caches all its runs find
     */
    public record Settings(
            Path folder,
            Supplier<String> url,
            long limit,
            Function<ProjectName, String> defaultBranch) {}

    public Results(Database database, Blobs blobs, Settings settings) {
        this.database = database;
        this.blobs = blobs;
        this.settings = settings;
        this.uploads = new Uploads(database, settings.folder());
        this.tickets = new Tickets(database, settings.url());
        this.links = new Links(settings.url(), tickets);
    }

    /** Adds the routes of all services. */
    public void add(Router router, JobTokens tokens) {
        Caches caches = new Caches(database, blobs, uploads, settings.defaultBranch());
        ArtifactService artifacts =
                new ArtifactService(database, new YieldStore(), blobs, uploads, links);
        CacheService cache = new CacheService(caches, uploads, links);
        new Twirp(
                        tokens,
                        Map.of("ArtifactService", artifacts.calls(), "CacheService", cache.calls()))
                .add(router);
        new OldCache(
                        database,
                        tokens,
                        caches,
                        uploads,
                        new OldCache.Transfer(links, settings.limit()))
                .add(router);
        new BlobEndpoint(uploads, tickets, blobs, settings.limit()).add(router);
    }

    /** A URL at which an artifact's zip file can be had for a while without signing in. */
    public String artifactUrl(ArtifactRow row) {
        return links.artifact(row);
    }

    /** Drops what a job that has ended left unfinished. */
    public void ended(Pass pass) {
        uploads.ended(pass);
    }
}
