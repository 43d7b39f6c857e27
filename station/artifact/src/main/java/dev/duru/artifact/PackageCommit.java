package dev.duru.artifact;

import dev.duru.artifact.registry.Registry;
import dev.duru.artifact.registry.Repository;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.kernel.Fact.ImagePublished;
import dev.duru.kernel.Fact.PackagingFailed;
import dev.duru.kernel.Fact.Result;
import dev.duru.kernel.Fact.RunFinished;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.MergeRequestRef;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Packaging;
import dev.duru.manifest.Parsed;
import dev.duru.oci.BuiltImage;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageBuilder;
import dev.duru.oci.ImageSpec;
import dev.duru.oci.LayerWriter;
import dev.duru.oci.OciException;
import dev.duru.oci.OciJson;
import dev.duru.oci.TarIndex;
import dev.duru.yaml.YamlProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the image of a commit when a run of it has succeeded and an environment takes its branch or
 * merge request. Idempotent: the image of a commit is built once, and told once for each of them.
 */
final class PackageCommit {
    private static final Logger LOG = LoggerFactory.getLogger(PackageCommit.class);
    private static final String BRANCH = "refs/heads/";

    private final Database database;
    private final Ledger ledger;
    private final Registry registry;
    private final SourceFile source;
    private final BuildOutput output;
    private final Path work;

    /**
     * @param work a folder for images in the making, on the file system of the registry's blobs
     */
    PackageCommit(
            Database database,
            Ledger ledger,
            Registry registry,
            SourceFile source,
            BuildOutput output,
            Path work) {
        this.database = database;
        this.ledger = ledger;
        this.registry = registry;
        this.source = source;
        this.output = output;
        this.work = work;
        discardLeftovers();
    }

    /** What was in the making when Duru was killed is made again from the fact. */
    private void discardLeftovers() {
        try {
            Files.createDirectories(work);
            try (Stream<Path> left = Files.list(work)) {
                for (Path path : left.toList()) {
                    if (Files.isDirectory(path)) {
                        delete(path);
                    } else {
                        Files.delete(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(work + " cannot be used: " + e.getMessage(), e);
        }
    }

    void onRunFinished(RunFinished run) {
        boolean ofBranch = run.ref().startsWith(BRANCH);
        if (run.result() != Result.SUCCESS
                || !ofBranch && MergeRequestRef.number(run.ref()).isEmpty()) {
            return;
        }
        Optional<byte[]> file = source.read(run.project(), run.commit(), Manifest.FILE);
        if (file.isEmpty()) {
            return;
        }
        try {
            Manifest manifest = parse(file.get());
            if (ofBranch
                    ? manifest.wants(run.ref().substring(BRANCH.length()))
                    : !manifest.reviewsOfRequests().isEmpty()) {
                publish(run, manifest);
            }
        } catch (PackagingException e) {
            fail(run, e.reason());
        } catch (OciException e) {
            fail(run, "the output of the build cannot be packaged: " + e.getMessage());
        }
    }

    private static Manifest parse(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        return switch (Manifest.parse(Manifest.FILE, text)) {
            case Parsed.Good(Manifest manifest) -> manifest;
            case Parsed.Bad(List<YamlProblem> problems) ->
                    throw new PackagingException(
                            problems.stream()
                                    .map(YamlProblem::toString)
                                    .collect(Collectors.joining("\n")));
        };
    }

    private void publish(RunFinished run, Manifest manifest) {
        Optional<ImageStore.Built> known =
                database.read(sql -> ImageStore.find(sql, run.project(), run.commit()));
        if (known.isPresent()) {
            database.update(tx -> announce(tx, run, known.get()));
            return;
        }
        Packaging packaging = ImageRecipe.section(manifest);
        switch (output.open(run.project(), run.commit())) {
            case BuildOutput.Output.Pending() ->
                    LOG.debug(
                            "{} {} is not packaged yet: a run is still going",
                            run.project(),
                            run.commit());
            case BuildOutput.Output.Failed(String reason) ->
                    LOG.info("{} {} is not packaged: {}", run.project(), run.commit(), reason);
            case BuildOutput.Output.Missing(List<String> paths) -> throw missing(packaging, paths);
            case BuildOutput.Output.Ready(InputStream tar) -> build(run, packaging, tar);
        }
    }

    private static PackagingException missing(Packaging packaging, List<String> paths) {
        List<String> reasons =
                packaging.files().stream()
                        .filter(mapping -> paths.contains(ImageFiles.root(mapping)))
                        .map(mapping -> ImageFiles.missing(mapping).reason())
                        .toList();
        return new PackagingException(
                reasons.isEmpty()
                        ? packaging.position()
                                + ": no job of this commit left behind "
                                + String.join(", ", paths)
                        : String.join("\n", reasons));
    }

    private void build(RunFinished run, Packaging packaging, InputStream tar) {
        try {
            Path folder = Files.createTempDirectory(work, "image-");
            try (tar) {
                Path archive = folder.resolve("output.tar");
                Files.copy(tar, archive);
                ImageSpec spec =
                        ImageRecipe.spec(
                                run.project(),
                                run.commit(),
                                committed(run),
                                packaging,
                                TarIndex.read(archive));
                push(run, ImageBuilder.build(spec, folder));
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the image could not be written: " + e.getMessage(), e);
        }
    }

    private void push(RunFinished run, BuiltImage image) throws IOException {
        Repository repository = Repository.of(run.project());
        for (LayerWriter.Layer layer : image.layers()) {
            registry.keep(
                    repository,
                    layer.descriptor().digest(),
                    layer.file(),
                    layer.descriptor().size());
        }
        Path config = Files.createTempFile(work, "config-", ".json");
        Files.write(config, image.configBytes());
        registry.keep(repository, image.config().digest(), config, image.config().size());
        registry.keepDocument(image.digest(), image.manifestBytes());
        ImageStore.Built built =
                new ImageStore.Built(image.digest().toString(), run.number(), image.size());
        database.update(tx -> {
            registry.record(
                    tx,
                    repository,
                    image.manifest(),
                    OciJson.readManifest(image.manifestBytes(), null),
                    List.of(ImageRecipe.shortCommit(run.commit())),
                    Identity.DURU.user());
            ImageStore.add(tx, run.project(), run.commit(), built);
            announce(tx, run, built);
        });
        LOG.info("{} {} is image {}", run.project(), run.commit(), built.digest());
    }

    private void announce(Tx tx, RunFinished run, ImageStore.Built image) {
        if (!ImageStore.announce(tx, run.project(), run.commit(), run.ref())) {
            return;
        }
        Repository repository = Repository.of(run.project());
        String tag = tag(run.ref());
        registry.tag(tx, repository, tag, Digest.parse(image.digest()));
        tx.append(
                new ImagePublished(
                        run.project(),
                        run.commit(),
                        image.digest(),
                        repository.name(),
                        run.ref(),
                        run.number(),
                        image.bytes()));
    }

    private static String tag(String ref) {
        OptionalLong request = MergeRequestRef.number(ref);
        return request.isPresent()
                ? "merge-request-" + request.getAsLong()
                : ImageRecipe.branchTag(ref.substring(BRANCH.length()));
    }

    /** The commit's own time, told when it was pushed; without that, the time zero for all. */
    private Instant committed(RunFinished run) {
        return ledger.ofChange(run.project(), run.commit()).stream()
                .map(entry -> entry.fact())
                .filter(CommitPushed.class::isInstance)
                .map(fact -> ((CommitPushed) fact).committedAt())
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    private void fail(RunFinished run, String reason) {
        boolean told =
                ledger.ofChange(run.project(), run.commit()).stream()
                        .anyMatch(entry ->
                                entry.fact() instanceof PackagingFailed failed
                                        && failed.runNumber() == run.number());
        if (!told) {
            LOG.info("{} {} could not be packaged: {}", run.project(), run.commit(), reason);
            database.update(tx ->
                    tx.append(
                            new PackagingFailed(
                                    run.project(), run.commit(), run.number(), reason)));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
