package dev.duru.web;

import java.io.IOException;

/** Speaks a protocol of its own over one request, with streaming bodies both ways. */
@FunctionalInterface
public interface RawHandler {
    /**
     * A {@link dev.duru.kernel.ProblemException} before the first byte of the response becomes a
     * status and a line of text; 401 carries a Basic challenge. Later ones cut the connection.
     */
    void handle(Request request, RawResponse response) throws IOException;
}
