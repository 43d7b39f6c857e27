package dev.duru.pipeline.state;

/**
 * Where a job went.
 *
 * @param url where people see it; {@code ""} when the job does not say
 */
public record JobPlace(String environment, String url) {}
