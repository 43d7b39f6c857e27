package dev.duru.delivery.runtime.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.EngineSearch;
import dev.duru.containers.EngineUnavailableException;
import org.jspecify.annotations.Nullable;

/** The engine of this machine, looked for when it is needed and again after it went away. */
final class EngineLink {
    private final EngineSearch search;
    private @Nullable ContainerEngine engine;

    EngineLink(EngineSearch search) {
        this.search = search;
    }

    /**
     * The engine.
     *
     * @throws EngineUnavailableException that says where it was looked for and what to do
     */
    synchronized ContainerEngine connected() {
        ContainerEngine known = engine;
        if (known == null) {
            known = search.find();
            engine = known;
        }
        return known;
    }

    /** It did not answer; the next one who asks looks for it again. */
    synchronized void lost() {
        engine = null;
    }
}
