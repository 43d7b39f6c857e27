package dev.duru.infrastructure;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;

/** Port: what others changed of what runs, where they can, such as objects of a cluster. */
public interface Changes {
    /** Nobody else can. */
    Changes NONE =
            new Changes() {
                @Override
                public List<Change> of(ProjectName project) {
                    return List.of();
                }

                @Override
                public void putBack(ProjectName project, String environment) {}
            };

    /**
     * Something that somebody changed.
     *
     * @param what in words, without secrets
     * @param by who, as the cluster names them; {@code ""} when it does not say
     * @param at when, or when it was seen
     * @param putBack whether it is as it was again
     */
    record Change(String environment, String what, String by, Instant at, boolean putBack) {}

    List<Change> of(ProjectName project);

    /** Puts back what was left as somebody changed it; goes on by itself. */
    void putBack(ProjectName project, String environment);
}
