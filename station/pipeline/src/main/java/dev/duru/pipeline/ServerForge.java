package dev.duru.pipeline;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.builtin.Forge;
import dev.duru.pipeline.services.gitlab.Releases;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.state.ReleaseStore;
import dev.duru.pipeline.state.RunRow;

/** What jobs may do with the projects of this server. */
record ServerForge(Repository repository, Releases releases) implements Forge {
    static Forge of(Pipeline.Ports ports, Pipeline.Stores stores) {
        return new ServerForge(
                ports.repository(),
                new Releases(ports.services().code(), new ReleaseStore(stores.database())));
    }

    @Override
    public boolean hasProjects() {
        return true;
    }

    @Override
    public boolean mayRead(RunRow run, ProjectName project) {
        return project.equals(run.project())
                || (!JobTokens.isFromOutside(run) && repository.mayRead(run.by(), project));
    }

    /** A tag that does not exist is made. */
    @Override
    public void release(RunRow run, Wanted wanted) {
        if (JobTokens.isFromOutside(run)) {
            throw ProblemException.forbidden("a run from outside of the project releases nothing");
        }
        if (releases.find(run.project(), wanted.tag()).isPresent()) {
            throw ProblemException.conflict(
                    "the tag " + wanted.tag() + " has a release already; delete it first");
        }
        releases.make(
                run.project(),
                new Releases.Wanted(
                        wanted.tag(),
                        wanted.name(),
                        wanted.description(),
                        wanted.ref(),
                        wanted.at(),
                        wanted.links().stream().map(ServerForge::link).toList()),
                run.by());
    }

    private static ReleaseStore.Link link(Link link) {
        return new ReleaseStore.Link(0, 0, link.name(), link.url(), link.type(), link.path());
    }
}
