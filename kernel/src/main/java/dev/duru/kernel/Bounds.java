package dev.duru.kernel;

import java.util.Set;

/**
 * What a credential may do that is narrower than a person, such as the token of a job: areas of one
 * project, and looking at those of projects that let it in.
 *
 * @param reads what may be looked at
 * @param writes what may be changed, and so looked at as well
 * @param neighbours other projects, in which the same may be looked at
 */
public record Bounds(
        ProjectName project, Set<Area> reads, Set<Area> writes, Set<ProjectName> neighbours) {

    /** Of one project alone. */
    public Bounds(ProjectName project, Set<Area> reads, Set<Area> writes) {
        this(project, reads, writes, Set.of());
    }

    /** What can be allowed by itself. */
    public enum Area {
        /** Commits, branches, tags and files. */
        CODE,
        /** Images in the registry. */
        PACKAGES
    }

    public Bounds {
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
        neighbours = Set.copyOf(neighbours);
    }

    public boolean reads(ProjectName other, Area area) {
        return (project.equals(other) || neighbours.contains(other))
                && (reads.contains(area) || writes.contains(area));
    }

    public boolean writes(ProjectName other, Area area) {
        return project.equals(other) && writes.contains(area);
    }
}
