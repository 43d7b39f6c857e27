package dev.duru.pipeline.gitlab;

import dev.duru.dialects.gitlab.include.Integrity;
import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources.Answer;
import dev.duru.dialects.gitlab.include.Sources.Found;
import dev.duru.dialects.gitlab.include.Sources.Missing;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Reads files of the web that pipelines include, and keeps each with the time at which it was read:
 * a run sees the first that was read after it was queued, so that its plan stays the same. When the
 * web cannot be reached, the newest that is kept serves.
 */
public final class RemoteFiles {
    private static final int LARGEST = 1 << 20;
    private static final int MOST_REDIRECTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String MEND =
            "save it in this repository and include it with `local:`, or mend the address";

    private final Path folder;
    private final RemotePolicy policy;

    /**
     * @param folder where files are kept
     */
    public RemoteFiles(Path folder, RemotePolicy policy) {
        this.folder = folder;
        this.policy = policy;
    }

    /**
     * A file as a run sees it.
     *
     * @param queued when the run was queued
     */
    public Answer read(Location.Remote remote, Instant queued) {
        URI url;
        try {
            url = URI.create(remote.url());
        } catch (IllegalArgumentException e) {
            return new Missing("it is no URL", MEND);
        }
        String refusal = refusal(url);
        if (!refusal.isEmpty()) {
            return new Missing(refusal, "save it in this repository and include it with `local:`");
        }
        Path place = folder.resolve(Integrity.of(remote.url()).replace("/", "_"));
        try {
            TreeMap<Long, Path> kept = kept(place);
            Optional<Path> fits = fitting(kept, remote, queued);
            if (fits.isPresent()) {
                return new Found(Files.readString(fits.get(), StandardCharsets.UTF_8));
            }
            return fetch(url, place, kept);
        } catch (IOException e) {
            return new Missing("it cannot be kept: " + e.getMessage(), "look at " + place);
        }
    }

    /** What can be no other than the file that is wanted. */
    private static Optional<Path> fitting(
            TreeMap<Long, Path> kept, Location.Remote remote, Instant queued) throws IOException {
        if (!remote.integrity().isEmpty()) {
            for (Path path : kept.values()) {
                if (Integrity.holds(remote.integrity(), Files.readString(path))) {
                    return Optional.of(path);
                }
            }
            return Optional.empty();
        }
        return Optional.ofNullable(kept.ceilingEntry(queued.toEpochMilli()))
                .map(Map.Entry::getValue);
    }

    private Answer fetch(URI url, Path place, TreeMap<Long, Path> kept) throws IOException {
        String text;
        try {
            text = get(url);
        } catch (IOException e) {
            if (kept.isEmpty()) {
                return new Missing("it cannot be read: " + e.getMessage(), MEND);
            }
            text = Files.readString(kept.lastEntry().getValue());
        }
        Files.createDirectories(place);
        Path now = place.resolve(Long.toString(Instant.now().toEpochMilli()));
        Path last = kept.isEmpty() ? null : kept.lastEntry().getValue();
        if (last != null && Files.readString(last).equals(text)) {
            Files.move(last, now, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Path part = place.resolve(UUID.randomUUID() + ".part");
            Files.writeString(part, text);
            Files.move(part, now, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Found(text);
    }

    private static TreeMap<Long, Path> kept(Path place) throws IOException {
        TreeMap<Long, Path> kept = new TreeMap<>();
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.list(place)) {
                files.filter(file -> file.getFileName().toString().matches("[0-9]{1,18}"))
                        .forEach(file ->
                                kept.put(Long.parseLong(file.getFileName().toString()), file));
            }
        }
        return kept;
    }

    private String refusal(URI url) {
        String scheme = String.valueOf(url.getScheme());
        if (!List.of("http", "https").contains(scheme) || url.getHost() == null) {
            return "it is no address of the web";
        }
        return policy.refusal(url);
    }

    private String get(URI first) throws IOException {
        URI url = first;
        try (HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(PATIENCE)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build()) {
            for (int i = 0; i <= MOST_REDIRECTS; i++) {
                HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
                HttpResponse<InputStream> answer =
                        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    if (answer.statusCode() == 200) {
                        return text(body);
                    }
                    Optional<String> next = answer.headers().firstValue("Location");
                    if (answer.statusCode() / 100 != 3 || next.isEmpty()) {
                        throw new IOException("the server answers " + answer.statusCode());
                    }
                    url = url.resolve(next.get());
                }
                String refusal = refusal(url);
                if (!refusal.isEmpty()) {
                    throw new IOException("it leads to " + url + ": " + refusal);
                }
            }
            throw new IOException("it leads on more than " + MOST_REDIRECTS + " times");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("it leads to what is no URL", e);
        }
    }

    private static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new IOException("it is larger than 1 MiB");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
