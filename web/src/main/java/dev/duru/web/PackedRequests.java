package dev.duru.web;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import java.util.Set;

/** Hands bodies of remote write and remote read to their handlers as they came. */
final class PackedRequests implements ContentEncoding {
    @Override
    public Set<String> ids() {
        return Set.of("snappy");
    }

    @Override
    public boolean supportsEncoding() {
        return false;
    }

    @Override
    public boolean supportsDecoding() {
        return true;
    }

    @Override
    public ContentDecoder decoder() {
        return ContentDecoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder() {
        return ContentEncoder.NO_OP;
    }

    @Override
    public String name() {
        return "packed-requests";
    }

    @Override
    public String type() {
        return "packed-requests";
    }
}
