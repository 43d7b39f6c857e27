package dev.duru.delivery;

import dev.duru.manifest.Environment;
import java.util.Optional;

/**
 * Port: what is in force for an environment, whatever the commit of a release says of it. Both
 * hold, so that a commit cannot drop the approval that it needs itself.
 */
@FunctionalInterface
public interface StandingRules {
    /** Nothing is in force anywhere. */
    StandingRules NONE = key -> Optional.empty();

    Optional<Environment> of(EnvironmentKey key);
}
