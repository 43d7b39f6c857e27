package dev.duru.dialects.plan;

import dev.duru.yaml.Position;

/**
 * A variable whose value a job fetches from a HashiCorp Vault when it begins. All texts may name
 * variables of the job.
 *
 * @param name of the variable
 * @param versioned whether the engine keeps versions ({@code kv-v2})
 * @param mount where the engine is
 * @param path of the secret in the engine
 * @param field of the secret
 * @param file whether the variable holds the path of a file with the value
 * @param token by which the job proves who it is
 */
public record VaultSecret(
        String name,
        boolean versioned,
        String mount,
        String path,
        String field,
        boolean file,
        String token,
        Position src) {}
