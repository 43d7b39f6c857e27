package dev.duru.pipeline.services.results;

import dev.duru.kernel.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * An artifact's bytes as Duru keeps them: a zip file. A client that uploads one file as it is
 * ({@code skipArchive}) has it wrapped, so that every reader finds the same form.
 *
 * @param files how many there are inside
 */
record Packed(String digest, long bytes, int files) {

    /**
     * Takes the uploaded file over as a blob.
     *
     * @param expected the digest that the client computed, or {@code ""}
     */
    static Packed keep(Upload upload, Path whole, String expected, Blobs blobs) {
        String digest = digest(whole);
        if (!expected.isEmpty() && !expected.equals(digest)) {
            throw Twirp.TwirpException.invalid(
                    "the uploaded bytes have the digest " + digest + ", not " + expected);
        }
        try {
            if (!upload.mime().equals(ArtifactService.ZIP)) {
                return wrap(upload, whole, blobs);
            }
            long bytes = Files.size(whole);
            int files = count(whole);
            blobs.adopt(whole, digest);
            return new Packed(digest, bytes, files);
        } catch (IOException e) {
            throw new UncheckedIOException("the artifact could not be kept", e);
        }
    }

    private static Packed wrap(Upload upload, Path whole, Blobs blobs) throws IOException {
        Path scratch = blobs.scratch();
        try (OutputStream out = Files.newOutputStream(scratch);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(upload.name()));
            Files.copy(whole, zip);
            zip.closeEntry();
        }
        long bytes = Files.size(scratch);
        String digest = digest(scratch);
        blobs.adopt(scratch, digest);
        return new Packed(digest, bytes, 1);
    }

    private static int count(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return (int) zip.stream().filter(entry -> !entry.isDirectory()).count();
        } catch (ZipException e) {
            throw Twirp.TwirpException.invalid("the artifact is not a zip file");
        }
    }

    /** A file's digest, as blobs have it. */
    static String digest(Path file) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return "sha256:" + HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be read", e);
        }
    }
}
