package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;

/** A run to be made; the components are those of {@link RunRow}. */
public record NewRun(
        ProjectName project,
        String commit,
        String ref,
        String event,
        String payload,
        String inputs,
        String workflow,
        String source,
        String name,
        String title,
        String by,
        String origin) {}
