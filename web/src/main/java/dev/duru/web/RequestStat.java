package dev.duru.web;

/**
 * How often a route answered with a class of status, and how long that took in all.
 *
 * @param route the route's pattern; {@code (none)} for paths that no route takes
 * @param statusClass such as {@code 2xx}
 * @param seconds the sum over the requests; streams of events count with their whole life
 */
public record RequestStat(
        String route, String method, String statusClass, long count, double seconds) {}
