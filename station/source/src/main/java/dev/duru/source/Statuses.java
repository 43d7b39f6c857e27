package dev.duru.source;

import dev.duru.kernel.ProjectName;
import dev.duru.web.StatusLine;
import java.util.List;

/** Port: what runs and programs say of how a commit does. */
@FunctionalInterface
public interface Statuses {
    /** The newest word of each that says something. */
    List<StatusLine> of(ProjectName project, String commit);
}
