package dev.duru.dialects.gitlab.lint;

/** The keys of {@code secrets}, those of stores that Duru does not ask included. */
final class SecretShapes {
    static final Shape ALL =
            new Shape.Names(
                    Grammar.section(
                            "secret",
                            Grammar.keys(
                                    Grammar.ANY,
                                    "akeyless",
                                    "aws_secrets_manager",
                                    "azure_key_vault",
                                    "gcp_secret_manager",
                                    "gitlab_secrets_manager"),
                            "vault",
                            new Shape.Either(
                                    Grammar.TEXT,
                                    null,
                                    Grammar.section(
                                            "vault",
                                            "engine",
                                            Grammar.section(
                                                    "engine",
                                                    "name",
                                                    Grammar.word("kv-v1", "kv-v2", "generic"),
                                                    "path",
                                                    Grammar.TEXT),
                                            "path",
                                            Grammar.TEXT,
                                            "field",
                                            Grammar.TEXT)),
                            "file",
                            Grammar.FLAG,
                            "token",
                            Grammar.TEXT));

    private SecretShapes() {}
}
