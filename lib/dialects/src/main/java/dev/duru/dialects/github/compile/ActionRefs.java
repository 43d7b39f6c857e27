package dev.duru.dialects.github.compile;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.BuiltinKind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code uses} of a step, and knows which actions an engine can do itself. */
public final class ActionRefs {
    private static final Map<String, BuiltinKind> BUILTINS =
            Map.ofEntries(
                    Map.entry("actions/checkout", BuiltinKind.CHECKOUT),
                    Map.entry("actions/setup-java", BuiltinKind.SETUP_JAVA),
                    Map.entry("actions/setup-node", BuiltinKind.SETUP_NODE),
                    Map.entry("actions/setup-python", BuiltinKind.SETUP_PYTHON),
                    Map.entry("actions/setup-go", BuiltinKind.SETUP_GO),
                    Map.entry("actions/cache", BuiltinKind.CACHE),
                    Map.entry("actions/cache/restore", BuiltinKind.CACHE_RESTORE),
                    Map.entry("actions/cache/save", BuiltinKind.CACHE_SAVE),
                    Map.entry("actions/upload-artifact", BuiltinKind.UPLOAD_ARTIFACT),
                    Map.entry("actions/upload-artifact/merge", BuiltinKind.MERGE_ARTIFACTS),
                    Map.entry("actions/download-artifact", BuiltinKind.DOWNLOAD_ARTIFACT));

    private ActionRefs() {}

    /** The action, or nothing if {@code uses} has none of the three forms. */
    public static Optional<ActionRef> parse(String uses) {
        if (uses.startsWith("docker://")) {
            String image = uses.substring("docker://".length());
            return Optional.of(new ActionRef.Image(image));
        }
        if (uses.startsWith("./") || uses.equals(".") || uses.startsWith(".\\")) {
            return Optional.of(new ActionRef.Local(uses.replace('\\', '/')));
        }
        int at = uses.indexOf('@');
        if (at <= 0 || at == uses.length() - 1) {
            return Optional.empty();
        }
        String[] path = uses.substring(0, at).split("/", 3);
        if (path.length < 2 || !isName(path[0]) || !isName(path[1])) {
            return Optional.empty();
        }
        String folder = path.length == 3 ? path[2] : "";
        return Optional.of(
                new ActionRef.Repository(path[0], path[1], folder, uses.substring(at + 1)));
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && !name.chars().allMatch(c -> c == '.')
                && name.chars()
                        .allMatch(c ->
                                Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
    }

    static Optional<BuiltinKind> builtin(ActionRef action) {
        if (action instanceof ActionRef.Repository(String owner, String name, String path, _)) {
            String key = owner + "/" + name + (path.isEmpty() ? "" : "/" + path);
            return Optional.ofNullable(BUILTINS.get(key.toLowerCase(Locale.ROOT)));
        }
        return Optional.empty();
    }
}
