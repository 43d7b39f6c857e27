package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.state.ReleaseStore;
import dev.duru.pipeline.state.ReleaseStore.Link;
import dev.duru.pipeline.state.ReleaseStore.Release;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Releases and their links. */
final class ReleaseCalls {
    private final Releases releases;
    private final ReleaseStore store;
    private final Code code;

    ReleaseCalls(Releases releases, Code code) {
        this.releases = releases;
        this.store = releases.store();
        this.code = code;
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("releases");
        Client.Need write = Client.Need.write("releases");
        String all = "/projects/{id}/releases";
        String one = all + "/{tag}";
        String links = one + "/assets/links";
        String link = links + "/{link}";
        return List.of(
                new Offer("GET", all, read, this::list),
                new Offer("POST", all, write, this::create),
                new Offer("GET", all + "/permalink/latest", read, this::latest),
                new Offer("GET", one, read, ask -> Answer.ok(shown(ask, existing(ask)))),
                new Offer("PUT", one, write, this::change),
                new Offer("DELETE", one, write, this::delete),
                new Offer("GET", links, read, this::links),
                new Offer("POST", links, write, this::addLink),
                new Offer("GET", link, read, ask -> Answer.ok(shown(existingLink(ask)))),
                new Offer("PUT", link, write, this::changeLink),
                new Offer("DELETE", link, write, this::deleteLink));
    }

    private List<Release> published(ProjectName project) {
        return store.list(project).stream().filter(one -> !one.draft()).toList();
    }

    private Answer list(Ask ask) {
        return ask.page(published(ask.project()), one -> shown(ask, one));
    }

    private Answer latest(Ask ask) {
        return published(ask.project()).stream()
                .findFirst()
                .map(one -> Answer.ok(shown(ask, one)))
                .orElseThrow(() -> GitlabException.notFound(""));
    }

    private Release existing(Ask ask) {
        return releases.find(ask.project(), ask.param("tag"))
                .orElseThrow(() -> GitlabException.notFound(""));
    }

    private Answer create(Ask ask) {
        String at = ask.text("released_at");
        Releases.Wanted wanted =
                new Releases.Wanted(
                        ask.required("tag_name"),
                        ask.text("name"),
                        ask.text("description"),
                        ask.text("ref"),
                        at.isEmpty() ? Instant.now() : time(at),
                        wantedLinks(ask.fields().json().path("assets").path("links")));
        return Answer.created(shown(ask, releases.make(ask.project(), wanted, ask.by())));
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw GitlabException.bad("released_at is invalid");
        }
    }

    private static List<Link> wantedLinks(JsonNode list) {
        List<Link> links = new ArrayList<>();
        for (JsonNode one : list) {
            links.add(link(name -> one.path(name).asString("")));
        }
        return links;
    }

    private static Link link(Function<String, String> field) {
        String path = field.apply("direct_asset_path");
        return new Link(
                0,
                0,
                field.apply("name"),
                field.apply("url"),
                field.apply("link_type"),
                path.isEmpty() ? field.apply("filepath") : path);
    }

    private Answer change(Ask ask) {
        Release old = existing(ask);
        String at = ask.text("released_at");
        store.change(
                new Release(
                        old.id(),
                        old.tag(),
                        old.target(),
                        ask.fields().text("name").orElse(old.name()),
                        ask.fields().text("description").orElse(old.body()),
                        false,
                        old.prerelease(),
                        old.author(),
                        at.isEmpty() ? old.at() : time(at)));
        return Answer.ok(shown(ask, existing(ask)));
    }

    /** The tag stays. */
    private Answer delete(Ask ask) {
        Release release = existing(ask);
        Map<String, Object> shown = shown(ask, release);
        store.delete(release.id());
        return Answer.ok(shown);
    }

    private Map<String, Object> shown(Ask ask, Release release) {
        ProjectName project = ask.project();
        List<Link> links = store.links(release.id());
        String page = ask.page(project, "/tree/" + release.tag());
        return Shapes.of(
                "tag_name", release.tag(),
                "name", release.name(),
                "description", release.body(),
                "created_at", Shapes.time(release.at()),
                "released_at", Shapes.time(release.at()),
                "upcoming_release", release.at().isAfter(Instant.now()),
                "author", View.user(ask, release.author()),
                "commit",
                        code.commit(project, "refs/tags/" + release.tag())
                                .map(commit -> View.commit(ask, project, commit))
                                .orElse(null),
                "tag_path", "/" + project + "/tree/" + release.tag(),
                "assets",
                        Shapes.of(
                                "count", links.size(),
                                "sources", List.of(),
                                "links", links.stream().map(ReleaseCalls::shown).toList()),
                "_links", Map.of("self", page));
    }

    private static Map<String, Object> shown(Link link) {
        return Shapes.of(
                "id", link.id(),
                "name", link.name(),
                "url", link.url(),
                "direct_asset_url", link.url(),
                "link_type", link.type());
    }

    private Answer links(Ask ask) {
        return ask.page(store.links(existing(ask).id()), ReleaseCalls::shown);
    }

    private Answer addLink(Ask ask) {
        return Answer.created(shown(releases.link(existing(ask).id(), link(ask::text))));
    }

    private Link existingLink(Ask ask) {
        return store.links(existing(ask).id()).stream()
                .filter(one -> one.id() == ask.number("link"))
                .findFirst()
                .orElseThrow(() -> GitlabException.notFound(""));
    }

    private Answer changeLink(Ask ask) {
        Link old = existingLink(ask);
        Link changed =
                new Link(
                        old.id(),
                        old.release(),
                        ask.fields().text("name").orElse(old.name()),
                        ask.fields().text("url").orElse(old.url()),
                        ask.fields().text("link_type").orElse(old.type()),
                        ask.fields().text("direct_asset_path").orElse(old.path()));
        Releases.check(changed);
        store.changeLink(changed);
        return Answer.ok(shown(changed));
    }

    private Answer deleteLink(Ask ask) {
        Link link = existingLink(ask);
        store.deleteLink(link.id());
        return Answer.ok(shown(link));
    }
}
