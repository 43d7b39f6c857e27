package dev.duru.pipeline;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.pipeline.state.SiteStore;
import dev.duru.pipeline.state.SiteStore.Site;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The sites that projects publish. They are the projects' own writing, so browsers are told to give
 * them an origin of their own, from which Duru's cookies and pages cannot be reached.
 */
final class SitePages {
    private static final Access READER = Access.project(Role.READER);
    private static final String SANDBOX =
            "sandbox allow-scripts allow-forms allow-popups allow-downloads";
    private static final long LARGEST = 256L << 20;

    private final Database database;
    private final Blobs blobs;

    SitePages(Database database, Blobs blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    void add(Router router) {
        String site = "/{owner}/{project}/pages";
        router.page(site, READER, request -> Reply.redirect("/" + request.project() + "/pages/"))
                .page(site + "/{path...}", READER, this::file);
    }

    private Reply file(Request request) {
        String path = request.param("path");
        List<Site> sites =
                database.read(sql -> new SiteStore().of(sql, request.project(), Instant.now()));
        Site site =
                sites.stream()
                        .filter(one ->
                                (path + "/").startsWith(one.prefix() + "/")
                                        || one.prefix().isEmpty())
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        request.project()
                                                + " has published no site; a job named pages does"));
        String inside = path.substring(Math.min(path.length(), site.prefix().length()));
        String name = inside.replaceFirst("^/+", "");
        try (ZipFile zip = new ZipFile(blobs.path(site.digest()).toFile())) {
            Optional<ZipEntry> found = find(zip, name);
            if (found.isPresent()) {
                return reply(zip, found.get());
            }
            if (zip.getEntry(name + "/index.html") != null) {
                return Reply.redirect("/" + request.project() + "/pages/" + path + "/");
            }
            ZipEntry missing = zip.getEntry("404.html");
            if (missing != null) {
                return reply(zip, missing).withStatus(404);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the site cannot be read", e);
        }
        throw ProblemException.notFound("the site has no page " + path);
    }

    private static Optional<ZipEntry> find(ZipFile zip, String name) {
        String file = name.isEmpty() || name.endsWith("/") ? name + "index.html" : name;
        return Optional.ofNullable(zip.getEntry(file))
                .or(() -> Optional.ofNullable(zip.getEntry(file + ".html")))
                .filter(entry -> !entry.isDirectory() && entry.getSize() <= LARGEST);
    }

    private static Reply reply(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return Reply.bytes(type(entry.getName()), in.readAllBytes())
                    .withHeader("Content-Security-Policy", SANDBOX)
                    .withHeader("X-Content-Type-Options", "nosniff")
                    .withHeader("Cache-Control", "no-cache");
        }
    }

    private static String type(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        String ending = lower.substring(lower.lastIndexOf('.') + 1);
        return switch (ending) {
            case "html", "htm" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js", "mjs" -> "text/javascript; charset=utf-8";
            case "json" -> "application/json";
            case "svg" -> "image/svg+xml";
            case "txt", "md" -> "text/plain; charset=utf-8";
            case "woff2" -> "font/woff2";
            default -> {
                String known = URLConnection.guessContentTypeFromName(name);
                yield known == null ? "application/octet-stream" : known;
            }
        };
    }
}
