package dev.duru.dialects.github.lint;

import dev.duru.dialects.plan.Permissions.Level;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a token may do: a level for each scope, and one for all scopes that are not named. */
record TokenScopes(Map<String, Level> scopes, Level others) {
    static final TokenScopes ALL = new TokenScopes(Map.of(), Level.WRITE);
    static final TokenScopes LIMITED =
            new TokenScopes(Map.of("contents", Level.READ, "packages", Level.READ), Level.NONE);

    /** What {@code permissions} asks for. */
    static TokenScopes of(YamlNode permissions) {
        if (permissions instanceof YamlMap map) {
            Map<String, Level> scopes = new TreeMap<>();
            for (YamlMap.Entry entry : map.entries()) {
                if (entry.value() instanceof YamlScalar level) {
                    scopes.put(entry.name(), Level.of(level.text()));
                }
            }
            return new TokenScopes(scopes, Level.NONE);
        }
        boolean write = permissions instanceof YamlScalar all && all.text().equals("write-all");
        return new TokenScopes(Map.of(), write ? Level.WRITE : Level.READ);
    }

    Level level(String scope) {
        return scopes.getOrDefault(scope, others);
    }

    /** What this asks for beyond what {@code allowed} has, such as {@code actions: write}. */
    List<String> beyond(TokenScopes allowed) {
        List<String> beyond = new ArrayList<>();
        for (String scope : Permit.scopeNames()) {
            if (level(scope).compareTo(allowed.level(scope)) > 0) {
                beyond.add(scope + ": " + level(scope).word());
            }
        }
        return beyond;
    }
}
