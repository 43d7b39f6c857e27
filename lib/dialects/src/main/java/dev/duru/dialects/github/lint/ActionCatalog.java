package dev.duru.dialects.github.lint;

import dev.duru.dialects.plan.ActionRef;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The actions of GitHub itself that nearly every workflow uses, as their action.yml describes the
 * current major version. Inputs with a star are required.
 */
final class ActionCatalog {
    private static final Map<String, ActionFacts> ACTIONS = actions();

    private ActionCatalog() {}

    /** The first major version that runs on a Node.js which GitHub still has. */
    private static final Map<String, Integer> OLDEST =
            Map.ofEntries(
                    Map.entry("actions/checkout", 4),
                    Map.entry("actions/cache", 4),
                    Map.entry("actions/upload-artifact", 4),
                    Map.entry("actions/download-artifact", 4),
                    Map.entry("actions/setup-java", 4),
                    Map.entry("actions/setup-node", 4),
                    Map.entry("actions/setup-python", 5),
                    Map.entry("actions/setup-go", 5),
                    Map.entry("actions/setup-dotnet", 4),
                    Map.entry("actions/github-script", 7),
                    Map.entry("actions/labeler", 5),
                    Map.entry("actions/stale", 9));

    /** Whether GitHub would refuse to run this version, because its Node.js is gone. */
    static boolean isTooOld(ActionRef.Repository action) {
        Integer oldest =
                OLDEST.get((action.owner() + "/" + action.name()).toLowerCase(Locale.ROOT));
        boolean major = action.ref().matches("v[0-9]{1,3}");
        return oldest != null && major && Integer.parseInt(action.ref().substring(1)) < oldest;
    }

    static Optional<ActionFacts> find(ActionRef.Repository action) {
        String folder = action.path().isEmpty() ? "" : "/" + action.path();
        String key = action.owner() + "/" + action.name() + folder;
        return Optional.ofNullable(ACTIONS.get(key.toLowerCase(Locale.ROOT)));
    }

    private static Map<String, ActionFacts> actions() {
        Map<String, ActionFacts> all = new LinkedHashMap<>();
        add(
                all,
                "actions/checkout",
                "repository ref token ssh-key ssh-known-hosts ssh-strict ssh-user"
                        + " persist-credentials path clean filter sparse-checkout"
                        + " sparse-checkout-cone-mode fetch-depth fetch-tags show-progress lfs"
                        + " submodules set-safe-directory github-server-url",
                "ref commit");
        add(
                all,
                "actions/cache",
                "path* key* restore-keys upload-chunk-size enablecrossosarchive"
                        + " fail-on-cache-miss lookup-only save-always",
                "cache-hit");
        add(
                all,
                "actions/cache/restore",
                "path* key* restore-keys enablecrossosarchive fail-on-cache-miss lookup-only",
                "cache-hit cache-primary-key cache-matched-key");
        add(all, "actions/cache/save", "path* key* upload-chunk-size enablecrossosarchive", "");
        add(
                all,
                "actions/upload-artifact",
                "name path* if-no-files-found retention-days compression-level overwrite"
                        + " include-hidden-files archive",
                "artifact-id artifact-url artifact-digest");
        add(
                all,
                "actions/download-artifact",
                "name artifact-ids path pattern merge-multiple github-token repository run-id"
                        + " skip-decompress digest-mismatch",
                "download-path");
        add(
                all,
                "actions/setup-java",
                "java-version java-version-file distribution* java-package architecture jdkfile"
                        + " check-latest server-id server-username server-password settings-path"
                        + " overwrite-settings gpg-private-key gpg-passphrase cache"
                        + " cache-dependency-path job-status token mvn-toolchain-id"
                        + " mvn-toolchain-vendor verify-signature jdk-file",
                "distribution version path cache-hit");
        add(
                all,
                "actions/setup-node",
                "always-auth node-version node-version-file architecture check-latest"
                        + " registry-url scope token cache package-manager-cache"
                        + " cache-dependency-path mirror mirror-token version",
                "cache-hit node-version");
        add(
                all,
                "actions/setup-python",
                "python-version python-version-file cache architecture check-latest token"
                        + " cache-dependency-path update-environment allow-prereleases"
                        + " freethreaded pip-version pip-install",
                "python-version cache-hit python-path");
        add(
                all,
                "actions/setup-go",
                "go-version go-version-file check-latest token cache cache-dependency-path"
                        + " architecture go-download-base-url stable",
                "go-version cache-hit");
        return all;
    }

    private static void add(
            Map<String, ActionFacts> all, String name, String inputs, String outputs) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> required = new LinkedHashSet<>();
        for (String input : inputs.split(" ")) {
            String plain = input.replace("*", "");
            names.add(plain);
            if (input.endsWith("*")) {
                required.add(plain);
            }
        }
        List<String> given = outputs.isEmpty() ? List.of() : Arrays.asList(outputs.split(" "));
        all.put(name, new ActionFacts(names, required, given));
    }
}
