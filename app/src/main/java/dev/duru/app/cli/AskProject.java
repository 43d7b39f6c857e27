package dev.duru.app.cli;

import dev.duru.kernel.ProjectName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that asks a server about one project. */
final class AskProject extends Ask {
    @Option(
            names = {"-p", "--project"},
            paramLabel = "PROJECT",
            description = "owner/project (default: that of the git remote).")
    private @Nullable String project;

    AskProject(Surroundings surroundings) {
        super(surroundings);
    }

    /** The project that is meant, where there is one. */
    Optional<ProjectName> find() {
        return find(project);
    }

    /** Where the REST interface has the project. */
    String path() {
        return "/api/v1/projects/" + project(project);
    }
}
