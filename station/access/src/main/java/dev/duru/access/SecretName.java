package dev.duru.access;

import java.time.Instant;

/**
 * That there is a secret; its value is for jobs and applications only.
 *
 * @param environment {@code ""} for all
 */
public record SecretName(String name, String environment, Instant changedAt, String changedBy) {}
