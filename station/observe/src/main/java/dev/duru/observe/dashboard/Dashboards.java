package dev.duru.observe.dashboard;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.util.List;

/** Port: the files of dashboards that a project has in its repository. */
public interface Dashboards {
    /** Nothing has dashboards. */
    Dashboards NONE =
            new Dashboards() {
                @Override
                public List<String> paths(ProjectName project) {
                    return List.of();
                }

                @Override
                public String text(ProjectName project, String path) {
                    throw ProblemException.notFound("there is no dashboard " + path);
                }
            };

    /** The paths of all, as the default branch has them; sorted. */
    List<String> paths(ProjectName project);

    /**
     * A file.
     *
     * @throws ProblemException NOT_FOUND when there is none of this path
     */
    String text(ProjectName project, String path);
}
