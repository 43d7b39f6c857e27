package dev.duru.access;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys under which secrets lie: a file beside the database, for its owner's eyes only, one key
 * a line as {@code id base64}. The last line's key seals; older ones still open. What is sealed is
 * bound to its place, so that a sealed value that is moved to another row opens no more.
 */
final class SecretKeys {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Path file;
    private final SecureRandom random;
    private volatile List<Key> keys;

    private record Key(String id, SecretKeySpec key) {
        String line() {
            return id + " " + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n";
        }
    }

    private SecretKeys(Path file, SecureRandom random, List<Key> keys) {
        this.file = file;
        this.random = random;
        this.keys = keys;
    }

    /** Reads the key file, or makes it. */
    static SecretKeys open(Path file, SecureRandom random) {
        try {
            List<Key> keys = new ArrayList<>();
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    keys.add(parse(file, keys.size() + 1, line));
                }
            }
            SecretKeys opened = new SecretKeys(file, random, List.copyOf(keys));
            if (keys.isEmpty()) {
                opened.addKey();
            }
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the key file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The id of the key that seals now. */
    String current() {
        return keys.getLast().id();
    }

    /** Makes a new key, which seals from now on. */
    synchronized void addKey() {
        byte[] bytes = new byte[32];
        byte[] id = new byte[4];
        random.nextBytes(bytes);
        random.nextBytes(id);
        List<Key> more = new ArrayList<>(keys);
        more.add(new Key(HexFormat.of().formatHex(id), new SecretKeySpec(bytes, "AES")));
        StringBuilder text = new StringBuilder();
        more.forEach(key -> text.append(key.line()));
        // createTempFile, by which it is written, makes files that only their owner may read.
        Blobs.writeDurably(file, text.toString().getBytes(StandardCharsets.US_ASCII));
        protect();
        keys = List.copyOf(more);
    }

    /** Seals a value under the current key; base64 of nonce, ciphertext and tag. */
    String seal(String place, String value) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed =
                cipher(
                        Cipher.ENCRYPT_MODE,
                        keys.getLast(),
                        nonce,
                        place,
                        value.getBytes(StandardCharsets.UTF_8));
        byte[] whole = new byte[NONCE_BYTES + sealed.length];
        System.arraycopy(nonce, 0, whole, 0, NONCE_BYTES);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        return Base64.getEncoder().encodeToString(whole);
    }

    /** Opens what was sealed for the same place. */
    String open(String keyId, String place, String sealed) {
        Key key =
                keys.stream()
                        .filter(candidate -> candidate.id().equals(keyId))
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.resource(
                                        "the key "
                                                + keyId
                                                + " of a secret is not in "
                                                + file.getFileName()
                                                + "; restore that file from the backup"));
        byte[] whole = Base64.getDecoder().decode(sealed);
        byte[] nonce = java.util.Arrays.copyOf(whole, NONCE_BYTES);
        byte[] rest = java.util.Arrays.copyOfRange(whole, NONCE_BYTES, whole.length);
        return new String(
                cipher(Cipher.DECRYPT_MODE, key, nonce, place, rest), StandardCharsets.UTF_8);
    }

    private static byte[] cipher(int mode, Key key, byte[] nonce, String place, byte[] bytes) {
        try {
            Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
            aes.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
            aes.updateAAD((key.id() + "\n" + place).getBytes(StandardCharsets.UTF_8));
            return aes.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new ProblemException(
                    Problem.Code.RESOURCE,
                    "the secret at "
                            + place.replace('\n', ' ')
                            + " does not open with its key; set it again",
                    e);
        }
    }

    private static Key parse(Path file, int line, String text) {
        String[] parts = text.split(" ", -1);
        try {
            byte[] bytes = Base64.getDecoder().decode(parts[parts.length - 1]);
            if (parts.length == 2 && parts[0].matches("[0-9a-f]{8}") && bytes.length == 32) {
                return new Key(parts[0], new SecretKeySpec(bytes, "AES"));
            }
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.Code.RESOURCE, broken(file, line), e);
        }
        throw ProblemException.resource(broken(file, line));
    }

    private static String broken(Path file, int line) {
        return file + ":" + line + ": this is not a key; restore the file from the backup";
    }

    private void protect() {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
