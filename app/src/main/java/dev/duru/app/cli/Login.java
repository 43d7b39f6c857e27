package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which Duru the command line talks to, and as whom: from {@code DURU_URL} and {@code DURU_TOKEN},
 * else from what {@code duru login} kept in {@code duru/config.json} of the user's configuration
 * folder, which only the user may read.
 */
record Login(URI server, String token) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private record Kept(@Nullable String url, @Nullable String token) {}

    /** The file for the given environment: {@code $XDG_CONFIG_HOME}, else {@code ~/.config}. */
    static Path file(Map<String, String> environment, Path home) {
        String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = folder.isEmpty() ? home.resolve(".config") : Path.of(folder);
        return config.resolve("duru").resolve("config.json");
    }

    /** Finds out whom to talk to; empty when nobody has logged in. */
    static Optional<Login> find(Map<String, String> environment, Path file) {
        Kept kept = Files.exists(file) ? read(file) : new Kept(null, null);
        String url = environment.getOrDefault("DURU_URL", text(kept.url()));
        if (url.isEmpty()) {
            return Optional.empty();
        }
        boolean same = sameServer(url, text(kept.url()));
        // A token is never sent to another server than the one that it was made by.
        String token = environment.getOrDefault("DURU_TOKEN", same ? text(kept.token()) : "");
        return Optional.of(new Login(server(url), token));
    }

    /** Reads an address as people write it. */
    static URI server(String text) {
        String url = text.contains("://") ? text : "http://" + text;
        String plain = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        try {
            URI uri = URI.create(plain);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new ProblemException(dev.duru.kernel.Problem.Code.USER, notUrl(text), e);
        }
        throw ProblemException.user(notUrl(text));
    }

    /** Keeps it, for the user's eyes only from the first byte on. */
    void keep(Path file) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("url", server.toString());
        fields.put("token", token);
        byte[] bytes = (JSON.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                throw new IllegalArgumentException(file + " has no folder");
            }
            Files.createDirectories(folder);
            Path part = folder.resolve("config.json.new");
            Files.deleteIfExists(part);
            try (SeekableByteChannel out =
                    Files.newByteChannel(
                            part,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static Kept read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), Kept.class);
        } catch (IOException | JacksonException e) {
            throw new ProblemException(
                    dev.duru.kernel.Problem.Code.USER,
                    file + " cannot be read; run duru login again",
                    e);
        }
    }

    private static boolean sameServer(String one, String other) {
        return !other.isEmpty() && server(one).equals(server(other));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String notUrl(String text) {
        return "'"
                + text
                + "' is not the address of a Duru; write something like"
                + " http://duru.example:8080";
    }
}
