package dev.duru.feedback;

import dev.duru.kernel.ProjectName;
import dev.duru.web.StatusLine;
import java.util.List;

/** Port: what programs say of how a commit does; Duru's own runs are in the facts. */
@FunctionalInterface
public interface Statuses {
    /** The newest word of each program. */
    List<StatusLine> of(ProjectName project, String commit);
}
