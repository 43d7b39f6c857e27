package dev.duru.pipeline.services.rest;

import dev.duru.kernel.Blobs;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.LimitedInput;
import dev.duru.pipeline.state.ReleaseStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Releases and their files. */
final class ReleaseCalls {
    /** GitHub takes files of less than 2 GiB. */
    private static final long LARGEST = 2L << 30;

    private final Code code;
    private final ReleaseStore store;
    private final Blobs blobs;

    ReleaseCalls(Code code, ReleaseStore store, Blobs blobs) {
        this.code = code;
        this.store = store;
        this.blobs = blobs;
    }

    List<Endpoint> endpoints() {
        Caller.Need read = Caller.Need.read("contents");
        Caller.Need write = Caller.Need.write("contents");
        String root = "/repos/{owner}/{repo}/releases";
        String one = root + "/{id}";
        String asset = root + "/assets/{id}";
        return List.of(
                new Endpoint("GET", root, read, this::list),
                new Endpoint("POST", root, write, this::create),
                new Endpoint("GET", root + "/latest", read, this::latest),
                new Endpoint("GET", root + "/tags/{tag...}", read, this::byTag),
                new Endpoint("GET", asset, read, this::asset),
                new Endpoint("DELETE", asset, write, this::deleteAsset),
                new Endpoint("GET", one, read, this::get),
                new Endpoint("PATCH", one, write, this::edit),
                new Endpoint("DELETE", one, write, this::delete),
                new Endpoint("GET", one + "/assets", read, this::assets),
                new Endpoint("POST", one + "/assets", write, this::upload));
    }

    private Answer list(Call call) {
        return call.page(
                store.list(call.project()),
                page -> page.stream().map(one -> shown(call, one)).toList());
    }

    private Optional<ReleaseStore.Release> first(
            Call call, Predicate<ReleaseStore.Release> condition) {
        return store.list(call.project()).stream().filter(condition).findFirst();
    }

    private Answer latest(Call call) {
        return first(call, release -> !release.draft() && !release.prerelease())
                .map(release -> Answer.ok(shown(call, release)))
                .orElseThrow(RestException::notFound);
    }

    private Answer byTag(Call call) {
        return first(call, release -> !release.draft() && release.tag().equals(call.param("tag")))
                .map(release -> Answer.ok(shown(call, release)))
                .orElseThrow(RestException::notFound);
    }

    private Answer create(Call call) {
        String tag = call.required("Release", "tag_name");
        boolean draft = call.body().path("draft").asBoolean(false);
        if (!draft && first(call, one -> !one.draft() && one.tag().equals(tag)).isPresent()) {
            throw RestException.invalid("Release", "tag_name", "already_exists");
        }
        String target = call.text("target_commitish");
        ReleaseStore.Release release =
                new ReleaseStore.Release(
                        0,
                        tag,
                        target.isEmpty() ? code.defaultBranch(call.project()) : target,
                        call.text("name"),
                        call.text("body"),
                        draft,
                        call.body().path("prerelease").asBoolean(false),
                        call.by(),
                        Instant.now());
        if (!draft) {
            makeTag(call, release);
        }
        long id = store.add(call.project(), release);
        return Answer.created(shown(call, store.find(call.project(), id).orElseThrow()));
    }

    /** A release that is published has its tag; it is made when it does not exist. */
    private void makeTag(Call call, ReleaseStore.Release release) {
        String ref = "refs/tags/" + release.tag();
        if (code.commit(call.project(), ref).isPresent()) {
            return;
        }
        Code.Commit commit =
                code.commit(call.project(), release.target())
                        .orElseThrow(() ->
                                RestException.invalid(
                                        "Release",
                                        "target_commitish",
                                        "there is no commit " + release.target()));
        code.move(call.project(), call.by(), ref, commit.id(), false);
    }

    private ReleaseStore.Release existing(Call call) {
        return store.find(call.project(), call.number("id")).orElseThrow(RestException::notFound);
    }

    private Answer get(Call call) {
        return Answer.ok(shown(call, existing(call)));
    }

    private Answer edit(Call call) {
        ReleaseStore.Release old = existing(call);
        String tag = call.text("tag_name");
        String target = call.text("target_commitish");
        ReleaseStore.Release release =
                new ReleaseStore.Release(
                        old.id(),
                        tag.isEmpty() ? old.tag() : tag,
                        target.isEmpty() ? old.target() : target,
                        call.body().has("name") ? call.text("name") : old.name(),
                        call.body().has("body") ? call.text("body") : old.body(),
                        call.body().path("draft").asBoolean(old.draft()),
                        call.body().path("prerelease").asBoolean(old.prerelease()),
                        old.author(),
                        old.at());
        if (!release.draft()) {
            makeTag(call, release);
        }
        store.change(release);
        return Answer.ok(shown(call, release));
    }

    private Answer delete(Call call) {
        store.delete(existing(call).id());
        return Answer.noContent();
    }

    private Map<String, Object> shown(Call call, ReleaseStore.Release release) {
        String path = "/releases/" + release.id();
        return Shape.of(
                "id", release.id(),
                "node_id", "release:" + release.id(),
                "tag_name", release.tag(),
                "target_commitish", release.target(),
                "name", release.name(),
                "body", release.body(),
                "draft", release.draft(),
                "prerelease", release.prerelease(),
                "author", Shape.user(call, release.author()),
                "created_at", Shape.time(release.at()),
                "published_at", release.draft() ? null : Shape.time(release.at()),
                "url", call.url(path),
                "html_url", call.server() + "/" + call.project() + "/tree/" + release.tag(),
                "assets_url", call.url(path + "/assets"),
                "upload_url", call.url(path + "/assets{?name,label}"),
                "assets",
                        store.assets(release.id()).stream().map(one -> shown(call, one)).toList());
    }

    private static Map<String, Object> shown(Call call, ReleaseStore.Asset asset) {
        String url = call.url("/releases/assets/" + asset.id());
        return Shape.of(
                "id", asset.id(),
                "node_id", "asset:" + asset.id(),
                "name", asset.name(),
                "label", asset.label(),
                "state", "uploaded",
                "content_type", asset.mime(),
                "size", asset.bytes(),
                "digest", asset.digest(),
                "download_count", 0,
                "uploader", Shape.user(call, asset.author()),
                "created_at", Shape.time(asset.at()),
                "updated_at", Shape.time(asset.at()),
                "url", url,
                "browser_download_url", url);
    }

    private Answer assets(Call call) {
        return call.page(
                store.assets(existing(call).id()),
                page -> page.stream().map(one -> shown(call, one)).toList());
    }

    private Answer upload(Call call) {
        ReleaseStore.Release release = existing(call);
        String name = call.query("name");
        if (!name.matches("[^/\\\\\\p{Cntrl}]{1,250}") || name.equals("..") || name.equals(".")) {
            throw RestException.invalid("ReleaseAsset", "name", "is missing or no file's name");
        }
        if (store.assets(release.id()).stream().anyMatch(one -> one.name().equals(name))) {
            throw RestException.invalid("ReleaseAsset", "name", "already_exists");
        }
        try {
            String digest =
                    blobs.put(
                            new LimitedInput(
                                    call.request().bodyStream(),
                                    LARGEST,
                                    () ->
                                            new RestException(
                                                    422, "a release's file has less than 2 GiB")));
            long bytes = Files.size(blobs.path(digest));
            ReleaseStore.Asset asset =
                    new ReleaseStore.Asset(
                            0,
                            release.id(),
                            name,
                            call.query("label"),
                            call.request()
                                    .header("Content-Type")
                                    .orElse("application/octet-stream"),
                            bytes,
                            digest,
                            call.by(),
                            Instant.now());
            long id = store.addAsset(asset);
            return Answer.created(shown(call, store.asset(call.project(), id).orElseThrow()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ReleaseStore.Asset existingAsset(Call call) {
        return store.asset(call.project(), call.number("id")).orElseThrow(RestException::notFound);
    }

    private Answer asset(Call call) {
        ReleaseStore.Asset asset = existingAsset(call);
        String accept = call.request().header("Accept").orElse("");
        if (!accept.contains("octet-stream")) {
            return Answer.ok(shown(call, asset));
        }
        String encoded =
                URLEncoder.encode(asset.name(), StandardCharsets.UTF_8).replace("+", "%20");
        return Answer.file(
                blobs.path(asset.digest()),
                Map.of(
                        "Content-Type",
                        "application/octet-stream",
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''" + encoded));
    }

    private Answer deleteAsset(Call call) {
        store.deleteAsset(existingAsset(call).id());
        return Answer.noContent();
    }
}
