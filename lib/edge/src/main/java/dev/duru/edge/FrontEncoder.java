package dev.duru.edge;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Writes responses, without a body where the request was HEAD. */
final class FrontEncoder extends HttpResponseEncoder {
    private boolean head;

    /** To be told before a response is written. */
    void answersHead(boolean isHead) {
        this.head = isHead;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return head || super.isContentAlwaysEmpty(response);
    }
}
