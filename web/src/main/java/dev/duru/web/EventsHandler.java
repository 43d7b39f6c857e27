package dev.duru.web;

/** Feeds one stream of server-sent events until it returns. */
@FunctionalInterface
public interface EventsHandler {
    /** Sends events; returns when there is nothing more to tell or the sink has closed. */
    void handle(Request request, EventSink sink) throws InterruptedException;
}
