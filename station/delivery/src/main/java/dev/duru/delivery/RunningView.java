package dev.duru.delivery;

import java.util.List;

/**
 * What the replicas of a release are about, as their runtime tells.
 *
 * @param events newest first
 */
public record RunningView(long release, List<Runtime.Event> events, List<Printed> output) {
    public RunningView {
        events = List.copyOf(events);
        output = List.copyOf(output);
    }

    /**
     * The end of what a replica printed, without secrets.
     *
     * @param lines with line feeds between them
     */
    public record Printed(int replica, String lines) {}
}
