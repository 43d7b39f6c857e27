package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.VaultSecret;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;

/** What {@code secrets} of a job mean; they have been checked. */
final class Secrets {
    /** Where GitLab looks when nothing is said. */
    private static final String USUAL = "kv-v2";

    private Secrets() {}

    static List<VaultSecret> of(YamlMap job) {
        List<VaultSecret> secrets = new ArrayList<>();
        if (Trees.at(job, "secrets") instanceof YamlMap all) {
            for (YamlMap.Entry entry : all.entries()) {
                if (entry.value() instanceof YamlMap secret) {
                    secrets.add(secret(job, entry, secret));
                }
            }
        }
        return secrets;
    }

    private static VaultSecret secret(YamlMap job, YamlMap.Entry entry, YamlMap secret) {
        YamlNode file = Trees.at(secret, "file");
        boolean asFile = file == null || Trees.isTrue(file);
        String token = Trees.textAt(secret, "token", only(job));
        if (Trees.at(secret, "vault") instanceof YamlMap whole) {
            YamlMap engine =
                    Trees.at(whole, "engine") instanceof YamlMap map
                            ? map
                            : Trees.map(whole.position(), List.of());
            return new VaultSecret(
                    entry.name(),
                    Trees.textAt(engine, "name", USUAL).equals(USUAL),
                    Trees.textAt(engine, "path", USUAL),
                    Trees.textAt(whole, "path", ""),
                    Trees.textAt(whole, "field", ""),
                    asFile,
                    token,
                    entry.key().position());
        }
        String text = Trees.textAt(secret, "vault", "");
        int at = text.lastIndexOf('@');
        String path = at < 0 ? text : text.substring(0, at);
        int slash = path.lastIndexOf('/');
        return new VaultSecret(
                entry.name(),
                true,
                at < 0 ? USUAL : text.substring(at + 1),
                path.substring(0, Math.max(slash, 0)),
                path.substring(slash + 1),
                asFile,
                token,
                entry.key().position());
    }

    /** The only token of a job. */
    private static String only(YamlMap job) {
        return Trees.at(job, "id_tokens") instanceof YamlMap tokens && !tokens.entries().isEmpty()
                ? "$" + tokens.entries().getFirst().name()
                : "";
    }
}
