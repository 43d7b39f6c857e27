package dev.duru.observe.traces;

import dev.duru.kernel.ProjectName;
import dev.duru.observe.logs.LogLine;
import java.util.List;

/** The lines of a project that belong to a trace, oldest first. */
@FunctionalInterface
public interface TraceLines {
    /** At most so many. */
    List<LogLine> of(ProjectName project, String traceId, int most);
}
