package dev.duru.dialects.gitlab.config;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.List;

/** What {@code secrets} of a job must be. */
final class SecretRules {
    private static final List<String> UNREACHABLE =
            List.of(
                    "akeyless",
                    "aws_secrets_manager",
                    "azure_key_vault",
                    "gcp_secret_manager",
                    "gitlab_secrets_manager");

    private SecretRules() {}

    static void check(YamlMap job, Problems problems) {
        if (Trees.at(job, "secrets") instanceof YamlMap secrets) {
            int tokens =
                    Trees.at(job, "id_tokens") instanceof YamlMap map ? map.entries().size() : 0;
            for (YamlMap.Entry entry : secrets.entries()) {
                if (entry.value() instanceof YamlMap secret) {
                    check(entry, secret, tokens, problems);
                }
            }
        }
    }

    private static void check(YamlMap.Entry entry, YamlMap secret, int tokens, Problems problems) {
        for (YamlMap.Entry key : secret.entries()) {
            if (UNREACHABLE.contains(key.name())) {
                problems.error(
                        key.key().position(),
                        "secrets",
                        "`" + key.name() + "` is a store that Duru does not ask",
                        "keep the secret in a HashiCorp Vault and write `vault:`, or make it a"
                                + " masked variable of the project");
                return;
            }
        }
        YamlNode vault = Trees.at(secret, "vault");
        if (vault == null) {
            problems.error(
                    entry.key().position(),
                    "secrets",
                    "the secret `" + entry.name() + "` does not say where it is kept",
                    "write such as `vault: path/of/secret/field`");
        } else if (vault instanceof YamlScalar text && !text.text().contains("/")) {
            problems.error(
                    text.position(),
                    "secrets",
                    "`" + text.text() + "` names no field of a secret",
                    "write such as `path/of/secret/field`, or `path/of/secret/field@engine`");
        } else if (vault instanceof YamlMap map) {
            for (String needed : List.of("path", "field")) {
                if (Trees.at(map, needed) == null) {
                    problems.error(
                            map.position(),
                            "secrets",
                            "the secret `" + entry.name() + "` has no `" + needed + "`",
                            "add it");
                }
            }
        }
        if (Trees.at(secret, "token") == null && tokens != 1) {
            problems.error(
                    entry.key().position(),
                    "secrets",
                    "the job has "
                            + (tokens == 0 ? "no token" : "several tokens")
                            + " to show to the vault for `"
                            + entry.name()
                            + "`",
                    tokens == 0
                            ? "declare one by `id_tokens:`"
                            : "say which by `token: $NAME_OF_ONE`");
        }
    }
}
