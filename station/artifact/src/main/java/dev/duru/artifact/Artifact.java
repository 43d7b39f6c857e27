package dev.duru.artifact;

import dev.duru.artifact.registry.Refusal;
import dev.duru.artifact.registry.Registry;
import dev.duru.artifact.registry.RegistryRoutes;
import dev.duru.artifact.registry.Repository;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact.RunFinished;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.oci.Digest;
import dev.duru.oci.OciException;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The artifact station. */
public final class Artifact implements Routes, AutoCloseable {
    private static final Duration COLLECT_EVERY = Duration.ofHours(1);

    private final Registry registry;
    private final PackageCommit packageCommit;
    private final ReadImages images;
    private final Ledger ledger;
    private final InstantSource clock;
    private final DropImages dropImages;
    private final Ticker collector;

    private Artifact(Database database, Ledger ledger, Path folder, Ports ports, ImageRule rule) {
        this.ledger = ledger;
        this.clock = ports.clock();
        this.registry =
                new Registry(
                        database, Blobs.open(folder.resolve("blobs")), folder.resolve("uploads"));
        this.packageCommit =
                new PackageCommit(
                        database,
                        ledger,
                        registry,
                        ports.source(),
                        ports.output(),
                        folder.resolve("work"));
        this.images = new ReadImages(database, registry);
        this.dropImages = new DropImages(database, registry, ports.wanted(), rule);
        this.collector =
                new Ticker(
                        "registry-collector",
                        COLLECT_EVERY,
                        () -> {
                            drop(ports.clock().instant());
                            collect(ports.clock().instant());
                        });
    }

    /** What the station asks of others. */
    public record Ports(
            SourceFile source, BuildOutput output, WantedImages wanted, InstantSource clock) {}

    /**
     * Opens the station: brings its tables up to date and its folder in order.
     *
     * @param folder the station's own, for blobs, uploads and images in the making; one file system
     * @param rule which images are kept
     */
    public static Artifact open(
            Database database, Ledger ledger, Path folder, Ports ports, ImageRule rule) {
        database.migrate("artifact", Artifact.class.getClassLoader());
        return new Artifact(database, ledger, folder, ports, rule);
    }

    /** Begins to package what runs leave, and to collect what nobody needs. */
    public void start() {
        ledger.consume("artifact").on(RunFinished.class, packageCommit::onRunFinished).start();
        collector.start();
    }

    @Override
    public void add(Router router) {
        new RegistryRoutes(registry).add(router);
        new ArtifactApi(images).add(router);
        new ArtifactPages(images, ledger, clock).add(router);
    }

    /** The newest images of a project's own repository, newest first. */
    public List<ImageView> newest(ProjectName project, int limit) {
        return images.newest(project, limit);
    }

    /** One image, by digest or tag. */
    public ImageView.Detail image(ProjectName project, String reference) {
        return images.detail(project, reference);
    }

    /** The digest of the image that was built from a commit. */
    public Optional<String> digestOf(ProjectName project, String commit) {
        return images.ofCommit(project, commit);
    }

    /**
     * The bytes of a manifest.
     *
     * @param repository a name such as {@code owner/project}
     * @throws ProblemException NOT_FOUND when there is none
     */
    public byte[] manifest(String repository, String digest) {
        return registry.manifest(known(repository), digest)
                .map(registry::document)
                .orElseThrow(
                        () -> ProblemException.notFound(repository + " has no image " + digest));
    }

    /**
     * A config or layer of a repository; the caller closes it.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    public InputStream blob(String repository, String digest) {
        try {
            return registry.openBlob(known(repository), Digest.parse(digest));
        } catch (Refusal | OciException e) {
            throw new ProblemException(
                    Problem.Code.NOT_FOUND, repository + " has no blob " + digest, e);
        }
    }

    private static Repository known(String name) {
        try {
            return Repository.parse(name);
        } catch (Refusal e) {
            throw new ProblemException(Problem.Code.NOT_FOUND, "there is no repository " + name, e);
        }
    }

    /** Drops the images that nobody can want any more at this time; gives their digests. */
    public List<String> drop(Instant now) {
        return dropImages.drop(now);
    }

    /** Deletes what nobody needs and is old enough at this time. */
    public Registry.Collected collect(Instant now) {
        return registry.collect(now);
    }

    @Override
    public void close() {
        collector.close();
    }
}
