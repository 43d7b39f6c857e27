package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.RunRow;
import java.time.Instant;
import java.util.List;

/** Port: what jobs may do with the projects of the server: releases, and files of others' runs. */
public interface Forge {
    /** Where there is no server, there are neither releases nor other projects. */
    Forge NONE =
            new Forge() {
                @Override
                public void release(RunRow run, Wanted wanted) {
                    throw ProblemException.user(
                            "releases are made by a server; push to one, or run the job without"
                                    + " its `release:`");
                }

                @Override
                public boolean hasProjects() {
                    return false;
                }

                @Override
                public boolean mayRead(RunRow run, ProjectName project) {
                    return false;
                }
            };

    /**
     * What is released.
     *
     * @param tag made of {@code ref} when it does not exist
     * @param ref a commit, branch or tag
     * @param at when it was, or will be, released
     */
    record Wanted(
            String tag,
            String name,
            String description,
            String ref,
            Instant at,
            List<Link> links) {}

    /** A link to a file of the release. */
    record Link(String name, String url, String type, String path) {}

    /**
     * Makes a release for a run.
     *
     * @throws ProblemException CONFLICT when the tag has one, USER when it cannot be made
     */
    void release(RunRow run, Wanted wanted);

    /** Whether there are other projects at all. */
    boolean hasProjects();

    /** Whether whoever started a run may read another project. */
    boolean mayRead(RunRow run, ProjectName project);
}
