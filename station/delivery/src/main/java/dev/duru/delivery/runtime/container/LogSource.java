package dev.duru.delivery.runtime.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.delivery.runtime.local.LogCapture;

/** The output of a container, for {@link LogCapture}. */
final class LogSource {
    private LogSource() {}

    static LogCapture.Source of(ContainerEngine engine, String container) {
        return (since, sink) ->
                engine.containers()
                        .followTimed(
                                container,
                                since,
                                (channel, bytes, offset, length) ->
                                        sink.bytes(bytes, offset, length));
    }
}
