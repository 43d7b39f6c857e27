package dev.duru.source;

import dev.duru.kernel.ProjectName;
import dev.duru.source.merge.Check;
import java.util.List;

/** Port: how the runs of a merge request do. */
@FunctionalInterface
public interface Checks {
    /** Nothing runs. */
    Checks NONE = (project, number, head) -> List.of();

    /** The newest run of each workflow about a head of a request. */
    List<Check> of(ProjectName project, long number, String head);
}
