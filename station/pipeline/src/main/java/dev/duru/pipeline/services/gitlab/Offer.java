package dev.duru.pipeline.services.gitlab;

import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.CallTable;
import dev.duru.pipeline.services.http.PathTemplate;

/**
 * A call that is offered.
 *
 * @param path below {@code /api/v4}; {@code {id}} first in {@code /projects/{id}} is the project
 * @param need checked when the path names a project
 * @param body whether the body holds fields; else it is bytes, which the call reads itself
 */
record Offer(String method, PathTemplate path, Client.Need need, boolean body, Handler handler)
        implements CallTable.Offered {

    /** A call whose body holds fields. */
    Offer(String method, String path, Client.Need need, Handler handler) {
        this(method, new PathTemplate(path), need, true, handler);
    }

    /** A call whose body is a file. */
    static Offer ofFile(String method, String path, Client.Need need, Handler handler) {
        return new Offer(method, new PathTemplate(path), need, false, handler);
    }

    /** Answers a call. */
    @FunctionalInterface
    interface Handler {
        Answer handle(Ask ask);
    }
}
