package dev.duru.artifact;

import dev.duru.artifact.registry.Registry;
import dev.duru.artifact.registry.Repository;
import dev.duru.artifact.registry.StoredManifest;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.oci.Descriptor;
import dev.duru.oci.ImageConfig;
import dev.duru.oci.ImageIndex;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.Manifest;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciException;
import dev.duru.oci.OciJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at the images of a project's own repository. */
final class ReadImages {
    private static final int MAX_CONFIG = 4 * 1024 * 1024;

    private final Database database;
    private final Registry registry;

    ReadImages(Database database, Registry registry) {
        this.database = database;
        this.registry = registry;
    }

    /** The newest images, newest first. */
    List<ImageView> newest(ProjectName project, int limit) {
        Repository repository = Repository.of(project);
        Map<String, List<String>> tags = registry.tagsByDigest(repository);
        Map<String, String> commits = database.read(sql -> ImageStore.commits(sql, project));
        return registry.newest(repository, limit).stream()
                .map(stored -> view(stored, manifest(stored), tags, commits))
                .toList();
    }

    /** One image by digest or tag. */
    ImageView.Detail detail(ProjectName project, String reference) {
        Repository repository = Repository.of(project);
        StoredManifest stored =
                registry.manifest(repository, reference)
                        .orElseThrow(() ->
                                ProblemException.notFound(project + " has no image " + reference));
        Manifest manifest = manifest(stored);
        Map<String, String> commits = database.read(sql -> ImageStore.commits(sql, project));
        ImageView view = view(stored, manifest, registry.tagsByDigest(repository), commits);
        return switch (manifest) {
            case ImageManifest image ->
                    new ImageView.Detail(
                            view, image.layers(), List.of(), config(repository, image));
            case ImageIndex index -> new ImageView.Detail(view, List.of(), index.manifests(), null);
        };
    }

    /** The digest of a commit's image. */
    Optional<String> ofCommit(ProjectName project, String commit) {
        return database.read(sql -> ImageStore.find(sql, project, commit))
                .map(ImageStore.Built::digest);
    }

    /** The configuration of an image manifest. */
    private ImageConfig readConfig(Repository repository, ImageManifest image) {
        try (InputStream in = registry.openBlob(repository, image.config().digest())) {
            byte[] bytes = in.readNBytes(MAX_CONFIG + 1);
            if (bytes.length > MAX_CONFIG) {
                throw new OciException("the config of the image is larger than 4 MiB");
            }
            return OciJson.readConfig(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Manifest manifest(StoredManifest stored) {
        return OciJson.readManifest(registry.document(stored), stored.mediaType());
    }

    private @Nullable ImageConfig config(Repository repository, ImageManifest image) {
        return isImage(image.config()) ? readConfig(repository, image) : null;
    }

    private static boolean isImage(Descriptor config) {
        return config.mediaType().equals(MediaTypes.OCI_CONFIG)
                || config.mediaType().equals(MediaTypes.DOCKER_CONFIG);
    }

    private static ImageView view(
            StoredManifest stored,
            Manifest manifest,
            Map<String, List<String>> tags,
            Map<String, String> commits) {
        String digest = stored.digest().toString();
        String kind =
                switch (manifest) {
                    case ImageManifest image -> isImage(image.config()) ? "image" : "artifact";
                    case ImageIndex index -> "index";
                };
        long blobs = manifest.blobs().stream().mapToLong(Descriptor::size).sum();
        return new ImageView(
                digest,
                tags.getOrDefault(digest, List.of()),
                commits.getOrDefault(digest, ""),
                kind,
                stored.mediaType(),
                manifest.blobs().isEmpty() ? stored.size() : blobs,
                stored.pushedAt(),
                stored.pushedBy());
    }
}
