package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.state.ReleaseStore;
import dev.duru.pipeline.state.ReleaseStore.Link;
import dev.duru.pipeline.state.ReleaseStore.Release;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Releases as GitLab makes them: of a tag, which is made when it does not exist, with links. */
public final class Releases {
    private final Code code;
    private final ReleaseStore store;

    public Releases(Code code, ReleaseStore store) {
        this.code = code;
        this.store = store;
    }

    static Releases of(GitlabApi.Ground ground) {
        return new Releases(ground.code(), new ReleaseStore(ground.database()));
    }

    /**
     * A release that is wanted.
     *
     * @param ref what the tag is made of when it does not exist; {@code ""} to ask for the tag
     * @param at when it was, or will be, released
     * @param links their numbers and that of their release are not read
     */
    public record Wanted(
            String tag, String name, String description, String ref, Instant at, List<Link> links) {
        public Wanted {
            links = List.copyOf(links);
        }
    }

    ReleaseStore store() {
        return store;
    }

    /** The release of a tag. */
    public Optional<Release> find(ProjectName project, String tag) {
        return store.list(project).stream()
                .filter(one -> !one.draft() && one.tag().equals(tag))
                .findFirst();
    }

    /**
     * Makes a release.
     *
     * @throws ProblemException CONFLICT when the tag has one; USER when there is neither the tag
     *     nor what to make it of
     */
    public Release make(ProjectName project, Wanted wanted, String by) {
        if (find(project, wanted.tag()).isPresent()) {
            throw ProblemException.conflict("Release already exists");
        }
        wanted.links().forEach(Releases::check);
        tag(project, wanted, by);
        long id =
                store.add(
                        project,
                        new Release(
                                0,
                                wanted.tag(),
                                wanted.ref(),
                                wanted.name().isEmpty() ? wanted.tag() : wanted.name(),
                                wanted.description(),
                                false,
                                false,
                                by,
                                wanted.at()));
        wanted.links().forEach(link -> link(id, link));
        return store.find(project, id).orElseThrow();
    }

    private void tag(ProjectName project, Wanted wanted, String by) {
        String tag = "refs/tags/" + wanted.tag();
        if (code.commit(project, tag).isPresent()) {
            return;
        }
        if (wanted.ref().isEmpty()) {
            throw ProblemException.user("Ref is not specified");
        }
        Code.Commit commit =
                code.commit(project, wanted.ref())
                        .orElseThrow(() ->
                                ProblemException.user("Ref " + wanted.ref() + " does not exist"));
        code.move(project, by, tag, commit.id(), false);
    }

    /**
     * Adds a link to a release.
     *
     * @throws ProblemException USER when it is no http or ftp URL, or its name is taken
     */
    Link link(long release, Link link) {
        check(link);
        boolean taken =
                store.links(release).stream()
                        .anyMatch(one ->
                                one.name().equals(link.name()) || one.url().equals(link.url()));
        if (taken) {
            throw ProblemException.user("the release has a link of that name or URL already");
        }
        Link kept = new Link(0, release, link.name(), link.url(), type(link.type()), link.path());
        long id = store.addLink(kept);
        return new Link(id, release, kept.name(), kept.url(), kept.type(), kept.path());
    }

    /** Refuses a link that is none. */
    static void check(Link link) {
        if (link.name().isEmpty() || !link.url().matches("(?i)(https?|ftp)://\\S+")) {
            throw ProblemException.user(
                    "a link of a release has a name, and a URL with http, https or ftp");
        }
    }

    private static String type(String type) {
        return type.isEmpty() ? "other" : type;
    }
}
