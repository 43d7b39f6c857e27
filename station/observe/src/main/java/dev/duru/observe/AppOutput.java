package dev.duru.observe;

import dev.duru.kernel.ProjectName;
import java.nio.file.Path;
import java.util.List;

/** Where deployed applications write what they say. */
@FunctionalInterface
public interface AppOutput {
    /**
     * The files to follow, asked for again and again: those of what runs, and for a while those of
     * what has just ended.
     */
    List<Source> sources();

    /**
     * One file that grows.
     *
     * @param release as delivery numbers it
     * @param version a commit or digest, for reading
     * @param replica from 0 among the copies of the release
     */
    record Source(
            ProjectName project,
            String environment,
            long release,
            String version,
            int replica,
            Path file) {}
}
