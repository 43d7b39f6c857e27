package dev.duru.delivery;

import java.util.List;
import java.util.Map;

/** Port: secrets by name. */
@FunctionalInterface
public interface Secrets {
    /** The values of those names that the environment has; the others are left out. */
    Map<String, String> values(EnvironmentKey environment, List<String> names);
}
