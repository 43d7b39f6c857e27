package dev.duru.pipeline.services;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.engine.JobGrants;
import dev.duru.pipeline.services.results.Results;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Rights;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Everything that jobs reach of Duru by GitHub's protocols. */
public final class Services implements Routes {
    /** GitHub keeps 10 GB of caches for a repository; no single upload is larger. */
    private static final long MOST_BYTES = 10L << 30;

    private final JobTokens tokens;
    private final Results results;

    /**
     * Where, and for whom.
     *
     * @param folder for uploads in progress, on the file system of the blobs
     * @param url how jobs reach Duru, without a slash at the end
     * @param standard what jobs may do that say nothing about it
     */
    public record Settings(Path folder, Supplier<String> url, Rights standard) {}

    public Services(
            Settings settings,
            Database database,
            Blobs blobs,
            Function<ProjectName, String> defaultBranch) {
        this.results =
                new Results(
                        database,
                        blobs,
                        new Results.Settings(
                                settings.folder(), settings.url(), MOST_BYTES, defaultBranch));
        this.tokens = new JobTokens(database, settings.url(), settings.standard(), results::ended);
    }

    /** What jobs are granted. */
    public JobGrants grants() {
        return tokens;
    }

    /** Who acts by a job's token; empty for what is not, or no longer, one. */
    public Optional<Identity> identity(String token) {
        return tokens.identity(token);
    }

    @Override
    public void add(Router router) {
        results.add(router, tokens);
    }
}
