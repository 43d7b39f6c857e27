package dev.duru.pipeline.services.rest;

import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.CallTable;
import dev.duru.pipeline.services.http.PathTemplate;

/**
 * A call that is offered.
 *
 * @param need the permission, checked when the path names a repository
 */
record Endpoint(String method, PathTemplate path, Caller.Need need, Handler handler)
        implements CallTable.Offered {
    Endpoint(String method, String path, Caller.Need need, Handler handler) {
        this(method, new PathTemplate(path), need, handler);
    }

    /** Answers a call. */
    @FunctionalInterface
    interface Handler {
        Answer handle(Call call);
    }
}
