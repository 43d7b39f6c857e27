package dev.duru.dialects.github.lint;

import dev.duru.dialects.plan.ActionRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The actions of GitHub itself that nearly every workflow uses: their inputs and outputs, from the
 * resource {@code actions.txt}.
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
        for (String line : resource().lines().toList()) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] columns = line.split("\\|", -1);
                all.put(columns[0].strip(), facts(columns[1].strip(), columns[2].strip()));
            }
        }
        return all;
    }

    private static String resource() {
        try (InputStream in = ActionCatalog.class.getResourceAsStream("actions.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ActionFacts facts(String inputs, String outputs) {
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
        return new ActionFacts(names, required, given);
    }
}
