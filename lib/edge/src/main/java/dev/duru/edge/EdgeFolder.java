package dev.duru.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The edge's own data folder: {@code config.json}, {@code state.json}, {@code token}, {@code lock},
 * {@code edge.log}. A file is replaced by writing a new one, syncing it and renaming it, so that it
 * is whole at every moment.
 */
final class EdgeFolder {
    private static final String CONFIG = "config.json";
    private static final String STATE = "state.json";
    private static final String TOKEN = "token";

    /**
     * Who runs and where it listens.
     *
     * @param instance a random name, new with each start
     * @param pid of the process
     * @param startedAtMillis of the process as the system knows it: tells a reused pid apart
     * @param dataPort for clients
     * @param controlPort on loopback
     * @param program what tells one version of it from another
     */
    record State(
            String instance,
            long pid,
            long startedAtMillis,
            int dataPort,
            int controlPort,
            @Nullable String program) {}

    private final Path folder;
    private final EdgeJson json = EdgeJson.lenient();

    EdgeFolder(Path folder) {
        this.folder = folder;
    }

    Path log() {
        return folder.resolve("edge.log");
    }

    /** Account, keys and certificates of the authority. */
    Path acme() {
        return folder.resolve("acme");
    }

    Path accessLog() {
        return folder.resolve("access.log");
    }

    /**
     * Where the edge with this process number hands over; each its own, as one ends the file too.
     */
    Path handover(long pid) {
        return folder.resolve("handover." + pid);
    }

    /** Removes what edges left behind that were killed. */
    void sweep() throws IOException {
        try (var files = Files.newDirectoryStream(folder, "handover.*")) {
            for (Path file : files) {
                String pid = file.getFileName().toString().substring("handover.".length());
                if (pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    Path lock() {
        return folder.resolve("lock");
    }

    void create() throws IOException {
        Files.createDirectories(folder);
    }

    Optional<EdgeConfig> config() throws IOException {
        return read(CONFIG).map(bytes -> json.read(bytes, EdgeConfig.class, CONFIG));
    }

    /** Returns when the document is on the disk. */
    void keep(EdgeConfig config) throws IOException {
        replace(CONFIG, json.write(config));
    }

    Optional<State> state() throws IOException {
        try {
            return read(STATE).map(bytes -> json.read(bytes, State.class, STATE));
        } catch (EdgeException.Invalid unreadable) {
            return Optional.empty();
        }
    }

    void keep(State state) throws IOException {
        replace(STATE, json.write(state));
    }

    Optional<String> token() throws IOException {
        return read(TOKEN).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    }

    /** The token of this folder, made at the first start; only its owner can read it. */
    String tokenOrNew() throws IOException {
        Optional<String> known = token().filter(t -> !t.isEmpty());
        if (known.isPresent()) {
            return known.get();
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        replace(TOKEN, token.getBytes(StandardCharsets.UTF_8));
        return token;
    }

    private Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(folder.resolve(name)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private void replace(String name, byte[] bytes) throws IOException {
        Path target = folder.resolve(name);
        Path fresh = folder.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(fresh);
        }
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(
                fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (posix) {
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }
}
