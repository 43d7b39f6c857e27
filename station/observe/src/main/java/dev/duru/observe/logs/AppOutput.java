package dev.duru.observe.logs;

import dev.duru.kernel.ProjectName;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

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
     * @param hide takes secrets out of a line before it is kept
     */
    record Source(
            ProjectName project,
            String environment,
            long release,
            String version,
            int replica,
            Path file,
            UnaryOperator<String> hide) {
        /** A file of somebody who has no secrets. */
        public Source(
                ProjectName project,
                String environment,
                long release,
                String version,
                int replica,
                Path file) {
            this(project, environment, release, version, replica, file, UnaryOperator.identity());
        }
    }
}
