package dev.duru.web;

/** What a station offers over HTTP. */
public interface Routes {
    /** Adds the station's routes; called once, before the server starts. */
    void add(Router router);
}
