package dev.duru.artifact.registry;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Tx;
import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageIndex;
import dev.duru.oci.Manifest;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciException;
import dev.duru.oci.OciJson;
import dev.duru.oci.RepositoryName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/** What the registry holds and how that changes; who may do so is asked before, in the routes. */
public final class Registry {
    /** The largest manifest that is taken, in bytes. */
    public static final int MAX_MANIFEST = 4 * 1024 * 1024;

    /** How long a blob that nothing refers to, or an upload that nobody adds to, is left alone. */
    static final Duration YOUNG = Duration.ofHours(24);

    private final Database database;
    private final Blobs blobs;
    private final Uploads uploads;
    // Keeping a blob is two steps, a row and a file; collecting one is two steps as well.
    private final ReentrantReadWriteLock collecting = new ReentrantReadWriteLock();

    /**
     * @param blobs the registry's own: it deletes what it does not need
     * @param uploads a folder for uploads, on the file system of the blobs
     */
    public Registry(Database database, Blobs blobs, Path uploads) {
        this.database = database;
        this.blobs = blobs;
        this.uploads = new Uploads(database, uploads);
    }

    Uploads uploads() {
        return uploads;
    }

    // ---- blobs ----

    /** The size of a blob that this repository serves, or empty. */
    public OptionalLong blobSize(Repository repository, Digest digest) {
        OptionalLong size = database.read(sql -> RegistryStore.linkedSize(sql, repository, digest));
        return size.isPresent() && blobs.exists(digest.toString()) ? size : OptionalLong.empty();
    }

    /** The blob's file, never to be changed. */
    public Path blobFile(Repository repository, Digest digest) {
        if (blobSize(repository, digest).isEmpty()) {
            throw new Refusal(ErrorCode.BLOB_UNKNOWN, repository + " has no blob " + digest);
        }
        return blobs.path(digest.toString());
    }

    /** Opens a blob that this repository serves. */
    public InputStream openBlob(Repository repository, Digest digest) {
        try {
            return Files.newInputStream(blobFile(repository, digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a finished file with this digest over as a blob of the repository. */
    public void keep(Repository repository, Digest digest, Path file, long size) {
        collecting.readLock().lock();
        try {
            database.update(tx -> {
                RegistryStore.keepBlob(tx, digest, size);
                RegistryStore.link(tx, repository, digest);
            });
            blobs.adopt(file, digest.toString());
        } finally {
            collecting.readLock().unlock();
        }
    }

    /** Makes another repository's blob one of this repository too; false if that has none. */
    boolean mount(Repository repository, Repository from, Digest digest) {
        collecting.readLock().lock();
        try {
            OptionalLong size = blobSize(from, digest);
            if (size.isEmpty()) {
                return false;
            }
            database.update(tx -> {
                RegistryStore.keepBlob(tx, digest, size.getAsLong());
                RegistryStore.link(tx, repository, digest);
            });
            return true;
        } finally {
            collecting.readLock().unlock();
        }
    }

    void deleteBlob(Repository repository, Digest digest) {
        database.update(tx -> {
            RegistryStore.neededBy(tx.sql(), repository, digest)
                    .ifPresent(manifest -> {
                        throw new Refusal(
                                ErrorCode.UNSUPPORTED,
                                "manifest " + manifest + " needs this blob; delete that first");
                    });
            if (!RegistryStore.unlink(tx, repository, digest)) {
                throw new Refusal(ErrorCode.BLOB_UNKNOWN, repository + " has no blob " + digest);
            }
        });
    }

    // ---- manifests and tags ----

    /** Finds a manifest by digest or tag. */
    public Optional<StoredManifest> manifest(Repository repository, String reference) {
        return database.read(sql -> {
            Optional<Digest> digest =
                    reference.contains(":")
                            ? Digest.tryParse(reference)
                            : RegistryStore.tagged(sql, repository, reference);
            return digest.flatMap(one -> RegistryStore.manifest(sql, repository, one));
        });
    }

    /** A manifest's document, byte for byte as it came. */
    public byte[] document(StoredManifest manifest) {
        try (InputStream in = blobs.read(manifest.digest().toString())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes a manifest in, under a tag or under its digest.
     *
     * @param mediaType as declared by the client
     */
    Pushed push(
            Repository repository, String reference, String mediaType, byte[] bytes, String by) {
        Digest digest = Digest.of(bytes);
        boolean byDigest = reference.contains(":");
        if (byDigest && !reference.equals(digest.toString())) {
            throw new Refusal(
                    ErrorCode.DIGEST_INVALID,
                    "the manifest has the digest " + digest + ", not " + reference);
        }
        if (!byDigest && !RepositoryName.isTag(reference)) {
            throw new Refusal(
                    ErrorCode.MANIFEST_INVALID,
                    "not a tag: use up to 128 letters, digits, '.', '_' and '-', and begin with none of '.-'");
        }
        Manifest manifest = parse(mediaType, bytes);
        Descriptor descriptor = Descriptor.of(manifest.mediaType(), digest, bytes.length);
        collecting.readLock().lock();
        try {
            keepDocument(digest, bytes);
            database.update(tx ->
                    record(
                            tx,
                            repository,
                            descriptor,
                            manifest,
                            byDigest ? List.of() : List.of(reference),
                            by));
        } finally {
            collecting.readLock().unlock();
        }
        return new Pushed(digest, manifest.refersTo().map(Descriptor::digest));
    }

    /** What became of a push. */
    record Pushed(Digest digest, Optional<Digest> subject) {}

    /** Keeps a manifest's bytes; {@link #record} then makes it a manifest of a repository. */
    public void keepDocument(Digest digest, byte[] bytes) {
        collecting.readLock().lock();
        try {
            database.update(tx -> RegistryStore.keepBlob(tx, digest, bytes.length));
            blobs.put(bytes);
        } finally {
            collecting.readLock().unlock();
        }
    }

    /**
     * Makes a kept document a manifest of the repository, with these tags; all it needs must be
     * there.
     */
    public void record(
            Tx tx,
            Repository repository,
            Descriptor descriptor,
            Manifest manifest,
            List<String> tags,
            String by) {
        for (Descriptor blob : manifest.blobs()) {
            checkBlob(tx, repository, blob);
        }
        for (Descriptor child : manifest.children()) {
            if (RegistryStore.manifest(tx.sql(), repository, child.digest()).isEmpty()) {
                throw missing(repository, child.digest());
            }
        }
        RegistryStore.putManifest(tx, repository, descriptor, manifest, by);
        for (String tag : tags) {
            RegistryStore.tag(tx, repository, tag, descriptor.digest());
        }
    }

    private void checkBlob(Tx tx, Repository repository, Descriptor blob) {
        String type = blob.mediaType();
        if (type.contains(".foreign.") || type.contains(".nondistributable.")) {
            return;
        }
        OptionalLong size = RegistryStore.linkedSize(tx.sql(), repository, blob.digest());
        if (size.isEmpty() || !blobs.exists(blob.digest().toString())) {
            throw missing(repository, blob.digest());
        }
        if (size.getAsLong() != blob.size()) {
            throw new Refusal(
                    ErrorCode.MANIFEST_INVALID,
                    "blob "
                            + blob.digest()
                            + " has "
                            + size.getAsLong()
                            + " bytes, the manifest says "
                            + blob.size());
        }
    }

    private static Refusal missing(Repository repository, Digest digest) {
        return new Refusal(
                ErrorCode.MANIFEST_BLOB_UNKNOWN,
                repository + " has no blob or manifest " + digest + "; push it first");
    }

    private static Manifest parse(String mediaType, byte[] bytes) {
        try {
            return OciJson.readManifest(bytes, mediaType);
        } catch (OciException e) {
            throw new Refusal(ErrorCode.MANIFEST_INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** Lets a tag name another manifest of the repository. */
    public void tag(Tx tx, Repository repository, String tag, Digest digest) {
        RegistryStore.tag(tx, repository, tag, digest);
    }

    /** Removes a tag, or a manifest with all its tags. */
    void delete(Repository repository, String reference) {
        database.update(tx -> {
            Optional<Digest> digest = Digest.tryParse(reference);
            digest.flatMap(one -> RegistryStore.neededBy(tx.sql(), repository, one))
                    .ifPresent(index -> {
                        throw new Refusal(
                                ErrorCode.UNSUPPORTED,
                                "index " + index + " needs this manifest; delete that first");
                    });
            digest.filter(one -> RegistryStore.isRelease(tx.sql(), repository, one))
                    .ifPresent(one -> {
                        throw new Refusal(
                                ErrorCode.DENIED,
                                "Duru built this image for a release; it is kept so that a rollback finds it");
                    });
            boolean gone =
                    digest.isPresent()
                            ? RegistryStore.deleteManifest(tx, repository, digest.get())
                            : RegistryStore.untag(tx, repository, reference);
            if (!gone) {
                throw new Refusal(ErrorCode.MANIFEST_UNKNOWN, repository + " has no " + reference);
            }
        });
    }

    /**
     * Removes a manifest that nothing else holds, with these tags and with what only says something
     * about it.
     *
     * @param tags that do not count as holding it
     * @return false when it was not removed: another tag or an index holds it
     */
    public boolean forget(Tx tx, Repository repository, Digest digest, List<String> tags) {
        List<String> all = RegistryStore.tagsOf(tx.sql(), repository, digest);
        if (!tags.containsAll(all)
                || RegistryStore.neededBy(tx.sql(), repository, digest).isPresent()) {
            return false;
        }
        for (StoredManifest about : RegistryStore.referrers(tx.sql(), repository, digest)) {
            if (RegistryStore.tagsOf(tx.sql(), repository, about.digest()).isEmpty()) {
                RegistryStore.deleteManifest(tx, repository, about.digest());
            }
        }
        RegistryStore.deleteManifest(tx, repository, digest);
        return true;
    }

    /** Tags after {@code last}, in order, at most {@code limit}. */
    public List<String> tags(Repository repository, String last, int limit) {
        return database.read(sql -> {
            if (!RegistryStore.exists(sql, repository)) {
                throw new Refusal(
                        ErrorCode.NAME_UNKNOWN, "nothing was pushed to " + repository + " yet");
            }
            return RegistryStore.tags(sql, repository, last, limit);
        });
    }

    /** The tags of each digest. */
    public Map<String, List<String>> tagsByDigest(Repository repository) {
        return database.read(sql -> RegistryStore.tagsByDigest(sql, repository));
    }

    /** The newest manifests, newest first. */
    public List<StoredManifest> newest(Repository repository, int limit) {
        return database.read(sql -> RegistryStore.newest(sql, repository, limit));
    }

    List<String> repositories(String last, int limit) {
        return database.read(sql -> RegistryStore.repositories(sql, last, limit));
    }

    /** Manifests that say something about another one, as an index. */
    ImageIndex referrers(Repository repository, Digest subject, String artifactType) {
        List<Descriptor> found = new ArrayList<>();
        for (StoredManifest one :
                database.read(sql -> RegistryStore.referrers(sql, repository, subject))) {
            if (artifactType.isEmpty() || artifactType.equals(one.artifactType())) {
                Manifest manifest = OciJson.readManifest(document(one), one.mediaType());
                found.add(
                        Descriptor.of(one.mediaType(), one.digest(), one.size())
                                .withArtifactType(
                                        one.artifactType().isEmpty() ? null : one.artifactType())
                                .withAnnotations(manifest.annotations()));
            }
        }
        return new ImageIndex(MediaTypes.OCI_INDEX, null, found, null, new TreeMap<>());
    }

    // ---- collection ----

    /**
     * Deletes blobs that no manifest is or needs, and uploads that nobody adds to, once they are
     * older than a day. A blob is uploaded before its manifest, so young ones are never touched.
     */
    public Collected collect(Instant now) {
        Instant before = now.minus(YOUNG);
        int expired = uploads.expire(before);
        collecting.writeLock().lock();
        try {
            List<Digest> gone = database.write(tx -> RegistryStore.forgetUnreferenced(tx, before));
            gone.forEach(digest -> blobs.delete(digest.toString()));
            return new Collected(gone.size() + strays(before), expired);
        } finally {
            collecting.writeLock().unlock();
        }
    }

    /** Deletes old files without a row, which a Duru left that was killed between the two. */
    private int strays(Instant before) {
        try (Stream<String> files = blobs.list()) {
            List<String> strays =
                    files.filter(digest -> blobs.keptAt(digest).isBefore(before))
                            .filter(digest ->
                                    !database.read(
                                            sql -> RegistryStore.isKept(sql, Digest.parse(digest))))
                            .toList();
            strays.forEach(blobs::delete);
            return strays.size();
        }
    }

    /** How many were deleted. */
    public record Collected(int blobs, int uploads) {}
}
