package dev.duru.delivery;

import dev.duru.kernel.ProjectName;

/** An environment of a project. */
public record EnvironmentKey(ProjectName project, String name)
        implements Comparable<EnvironmentKey> {
    /** The name under which the edge serves it: {@code ENVIRONMENT.PROJECT.OWNER.localhost}. */
    public String host() {
        return name + "." + project.name() + "." + project.owner() + ".localhost";
    }

    @Override
    public int compareTo(EnvironmentKey other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return project + "/" + name;
    }
}
