package dev.duru.observe.logs;

import java.util.List;

/** The choices of environment and release on the page. */
public final class LogScopes {
    private final List<Logs.LogScope> scopes;
    private final String environment;

    LogScopes(List<Logs.LogScope> scopes, String environment) {
        this.scopes = scopes;
        this.environment = environment;
    }

    /** The environments that have lines. */
    public List<String> environments() {
        return scopes.stream().map(Logs.LogScope::environment).distinct().toList();
    }

    /** The releases of the chosen environment, or of all, that have lines. */
    public List<Long> releases() {
        return scopes.stream()
                .filter(scope -> environment.isEmpty() || environment.equals(scope.environment()))
                .map(Logs.LogScope::release)
                .distinct()
                .toList();
    }
}
