package dev.duru.pipeline.state;

import java.util.List;

/** A job to be made; the components are those of {@link JobRow}. */
public record NewJob(String node, String key, String name, String position, List<String> needs) {}
