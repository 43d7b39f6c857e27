package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Environment;
import dev.duru.manifest.HealthCheck;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.ManifestException;
import dev.duru.manifest.Packaging;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What duru.yml said at each commit that was released. Its text is kept with the releases, so that
 * an old digest goes back with the environment that it was made for, whatever became of the
 * repository.
 */
final class Specs {
    /** What a repository without duru.yml gets: one environment, for its main branch. */
    static final String WITHOUT_FILE =
            """
            environments:
              production: { from: main }
            """;

    private static final int CACHED = 500;

    private final Database database;
    private final Manifests manifests;
    private final StandingRules standing;
    private final Map<Key, Manifest> parsed = new ConcurrentHashMap<>();

    private record Key(ProjectName project, String commit) {}

    Specs(Database database, Manifests manifests, StandingRules standing) {
        this.database = database;
        this.manifests = manifests;
        this.standing = standing;
    }

    /**
     * The manifest of a commit, from what is kept or else from the repository.
     *
     * @throws ProblemException USER when duru.yml is wrong
     */
    Manifest manifest(ProjectName project, String commit) {
        Key key = new Key(project, commit);
        Manifest known = parsed.get(key);
        if (known != null) {
            return known;
        }
        if (parsed.size() > CACHED) {
            parsed.clear();
        }
        try {
            Manifest manifest = Manifest.parse(Manifest.FILE, text(project, commit)).orThrow();
            parsed.put(key, manifest);
            return manifest;
        } catch (ManifestException e) {
            throw new ProblemException(
                    dev.duru.kernel.Problem.Code.USER, String.valueOf(e.getMessage()), e);
        }
    }

    String text(ProjectName project, String commit) {
        return database.read(sql -> new DeliveryStore(sql).manifest(project, commit))
                .or(() -> manifests.text(project, commit))
                .orElse(WITHOUT_FILE);
    }

    /** How the environment of a release is meant. */
    Environment environment(Release release) {
        return environment(release.environment(), release.config());
    }

    /** With what is in force for the environment beside what a commit says. */
    Environment guarded(EnvironmentKey key, Environment own) {
        return standing.of(key).map(other -> Guard.of(own, other)).orElse(own);
    }

    /**
     * How an environment was meant at a commit; where that commit's file does not have it, as the
     * newest file does; with what is in force beside it.
     */
    Environment environment(EnvironmentKey key, String commit) {
        return guarded(key, declared(key, commit));
    }

    /** How an environment was meant at a commit, and no more. */
    Environment declared(EnvironmentKey key, String commit) {
        return manifest(key.project(), commit)
                .environment(key.name())
                .or(() ->
                        database.read(sql -> new DeliveryStore(sql).environmentCommit(key))
                                .flatMap(newest ->
                                        manifest(key.project(), newest).environment(key.name())))
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no environment '"
                                        + key.name()
                                        + "' in duru.yml of "
                                        + key.project()));
    }

    /** The path that says whether the application of a commit is healthy; null without one. */
    @Nullable String healthPath(ProjectName project, String commit) {
        HealthCheck health = health(project, commit);
        return health == null ? null : health.path();
    }

    Duration startTimeout(ProjectName project, String commit) {
        HealthCheck health = health(project, commit);
        return health == null ? HealthCheck.DEFAULT_TIMEOUT : health.timeout();
    }

    private @Nullable HealthCheck health(ProjectName project, String commit) {
        Packaging packaging = manifest(project, commit).packaging();
        return packaging == null ? null : packaging.health();
    }
}
