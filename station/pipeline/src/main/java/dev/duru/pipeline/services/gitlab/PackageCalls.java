package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.LimitedInput;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.state.FreeBlobs;
import dev.duru.pipeline.state.PackageStore;
import dev.duru.pipeline.state.PackageStore.File;
import dev.duru.pipeline.state.PackageStore.Package;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The registry of generic packages. */
final class PackageCalls {
    /** As GitLab's own limit. */
    private static final long LARGEST = 5L << 30;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._+~-]{1,255}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+~:-]{1,255}");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9._+~@-]+(/[A-Za-z0-9._+~@-]+)*");

    private final PackageStore store;
    private final Blobs blobs;
    private final FreeBlobs free;

    PackageCalls(GitlabApi.Ground ground) {
        this.store = new PackageStore(ground.database());
        this.blobs = ground.blobs();
        this.free = new FreeBlobs(ground.database(), ground.blobs());
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("packages");
        Client.Need write = Client.Need.write("packages");
        String all = "/projects/{id}/packages";
        String file = all + "/generic/{name}/{version}/{file...}";
        String one = all + "/{package}";
        return List.of(
                new Offer("GET", file, read, this::download),
                Offer.ofFile("PUT", file, write, this::upload),
                new Offer("GET", all, read, this::list),
                new Offer("GET", one, read, ask -> Answer.ok(shown(ask, existing(ask)))),
                new Offer("DELETE", one, write, this::delete),
                new Offer("GET", one + "/package_files", read, this::files),
                new Offer("DELETE", one + "/package_files/{file}", write, this::deleteFile));
    }

    private Answer upload(Ask ask) {
        String name = ask.param("name");
        String version = ask.param("version");
        String file = ask.param("file");
        if (!NAME.matcher(name).matches() || Set.of(".", "..").contains(name)) {
            throw GitlabException.bad("name is invalid");
        }
        if (!VERSION.matcher(version).matches()) {
            throw GitlabException.bad("package_version is invalid");
        }
        if (!FILE.matcher(file).matches() || List.of(file.split("/")).contains("..")) {
            throw GitlabException.bad("file_name is invalid");
        }
        String digest =
                blobs.put(
                        new LimitedInput(
                                ask.request().bodyStream(),
                                LARGEST,
                                () ->
                                        new GitlabException(
                                                413, "a package's file has 5 GiB at most")));
        File kept =
                store.put(
                        ask.project(),
                        name,
                        version,
                        ask.by(),
                        new File(0, 0, file, blobs.size(digest), digest, Instant.now()));
        return Answer.created(
                ask.text("select").equals("package_file")
                        ? shown(kept)
                        : Map.of("message", "201 Created"));
    }

    private Answer download(Ask ask) {
        File file =
                store.file(
                                ask.project(),
                                ask.param("name"),
                                ask.param("version"),
                                ask.param("file"))
                        .orElseThrow(() -> GitlabException.notFound("Package"));
        String name = file.name().substring(file.name().lastIndexOf('/') + 1);
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return Answer.file(
                blobs.path(file.digest()),
                Map.of(
                        "Content-Type",
                        "application/octet-stream",
                        "X-Checksum-Sha256",
                        file.digest().replaceFirst("^sha256:", ""),
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''" + encoded));
    }

    private Package existing(Ask ask) {
        return store.find(ask.project(), ask.number("package"))
                .orElseThrow(() -> GitlabException.notFound("Package"));
    }

    private Answer list(Ask ask) {
        ProjectName project = ask.project();
        String name = ask.text("package_name");
        String version = ask.text("package_version");
        String type = ask.text("package_type");
        List<Package> all =
                type.isEmpty() || type.equals("generic") ? store.list(project) : List.of();
        return ask.page(
                all.stream()
                        .filter(one -> name.isEmpty() || one.name().contains(name))
                        .filter(one -> version.isEmpty() || one.version().equals(version))
                        .toList(),
                one -> shown(ask, one));
    }

    private static Map<String, Object> shown(Ask ask, Package one) {
        return Shapes.of(
                "id", one.id(),
                "name", one.name(),
                "version", one.version(),
                "package_type", "generic",
                "status", "default",
                "creator", View.user(ask, one.creator()),
                "created_at", Shapes.time(one.at()));
    }

    private static Map<String, Object> shown(File file) {
        return Shapes.of(
                "id", file.id(),
                "package_id", file.of(),
                "file_name", file.name(),
                "size", file.bytes(),
                "file_sha256", file.digest().replaceFirst("^sha256:", ""),
                "created_at", Shapes.time(file.at()));
    }

    private Answer files(Ask ask) {
        return ask.page(store.files(existing(ask).id()), PackageCalls::shown);
    }

    private Answer delete(Ask ask) {
        free.drop(store.delete(existing(ask).id()), Instant.now());
        return Answer.noContent();
    }

    private Answer deleteFile(Ask ask) {
        File file =
                store.files(existing(ask).id()).stream()
                        .filter(one -> one.id() == ask.number("file"))
                        .findFirst()
                        .orElseThrow(() -> GitlabException.notFound("Package File"));
        store.deleteFile(file.id());
        free.drop(List.of(file.digest()), Instant.now());
        return Answer.noContent();
    }
}
