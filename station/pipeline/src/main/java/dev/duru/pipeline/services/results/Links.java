package dev.duru.pipeline.services.results;

import dev.duru.pipeline.state.ArtifactRow;
import java.util.UUID;
import java.util.function.Supplier;

/** The signed URLs that clients are sent to. */
final class Links {
    private final Supplier<String> url;
    private final Tickets tickets;

    Links(Supplier<String> url, Tickets tickets) {
        this.url = url;
        this.tickets = tickets;
    }

    /** Where the bytes of an upload go. */
    String upload(Uploads.Begun begun) {
        return url.get()
                + "/_results/blobs/u"
                + begun.upload().id()
                + "?sp=cw&sig="
                + begun.secret();
    }

    String artifact(ArtifactRow row) {
        return tickets.issue(row.digest(), row.name() + ".zip", ArtifactService.ZIP);
    }

    String cache(String digest) {
        return tickets.issue(digest, "cache", "application/octet-stream");
    }

    static String backendId(long id) {
        return new UUID(0, id).toString();
    }
}
