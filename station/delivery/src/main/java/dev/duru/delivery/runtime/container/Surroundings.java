package dev.duru.delivery.runtime.container;

import dev.duru.delivery.runtime.local.AppFolders;
import dev.duru.delivery.runtime.local.HealthProbe;
import java.time.InstantSource;

/**
 * What the releases share.
 *
 * @param instance this Duru, among others that use the same engine
 */
record Surroundings(
        EngineLink engine,
        Supplies supplies,
        AppFolders folders,
        String instance,
        HealthProbe probe,
        InstantSource clock) {}
