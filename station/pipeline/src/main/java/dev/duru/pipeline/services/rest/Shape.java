package dev.duru.pipeline.services.rest;

import dev.duru.kernel.Identity;
import dev.duru.pipeline.services.http.Shapes;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as GitHub's API shows them: what several calls have in common. */
final class Shape {
    private Shape() {}

    /** Names and values in turn; a value may be null. */
    static Map<String, Object> of(@Nullable Object... pairs) {
        return Shapes.of(pairs);
    }

    static @Nullable String time(@Nullable Instant at) {
        return Shapes.time(at);
    }

    /** A user; Duru has no numbers for them, so the name makes one. */
    static Map<String, Object> user(Call call, String name) {
        boolean bot = name.equals(Identity.JOB);
        return of(
                "login",
                name,
                "id",
                bot ? 41898282L : Integer.toUnsignedLong(name.hashCode()),
                "node_id",
                "user:" + name,
                "type",
                bot ? "Bot" : "User",
                "site_admin",
                false,
                "avatar_url",
                "",
                "url",
                call.base() + "/users/" + name,
                "html_url",
                call.server() + "/users/" + name);
    }

    static Map<String, Object> commit(Call call, Code.Commit commit) {
        Map<String, Object> author =
                of("name", commit.author(), "email", commit.email(), "date", time(commit.at()));
        return of(
                "sha", commit.id(),
                "node_id", commit.id(),
                "url", call.url("/commits/" + commit.id()),
                "html_url", call.server() + "/" + call.project() + "/commit/" + commit.id(),
                "commit",
                        of(
                                "message",
                                commit.message(),
                                "author",
                                author,
                                "committer",
                                author,
                                "url",
                                call.url("/git/commits/" + commit.id())),
                "author", null,
                "committer", null,
                "parents",
                        commit.parents().stream()
                                .map(id -> of("sha", id, "url", call.url("/commits/" + id)))
                                .toList());
    }
}
