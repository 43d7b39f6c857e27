package dev.duru.artifact.registry;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.oci.RepositoryName;

/**
 * A repository of the registry: a project's own, {@code owner/project}, or one below it, {@code
 * owner/project/tools}.
 *
 * @param name as in the URL
 */
public record Repository(String name, ProjectName project) {
    /** Reads a name; a wrong one is refused as NAME_INVALID. */
    public static Repository parse(String name) {
        if (!RepositoryName.isValid(name)) {
            throw new Refusal(
                    ErrorCode.NAME_INVALID,
                    "repository names are owner/project in lower case, with more parts below if you like");
        }
        String[] parts = name.split("/", 3);
        if (parts.length < 2) {
            throw new Refusal(
                    ErrorCode.NAME_INVALID,
                    "repository name '" + name + "' names no project; write owner/project");
        }
        try {
            return new Repository(name, new ProjectName(parts[0], parts[1]));
        } catch (ProblemException e) {
            throw new Refusal(ErrorCode.NAME_INVALID, e.detail());
        }
    }

    /** A project's own repository. */
    public static Repository of(ProjectName project) {
        return new Repository(project.toString(), project);
    }

    @Override
    public String toString() {
        return name;
    }
}
