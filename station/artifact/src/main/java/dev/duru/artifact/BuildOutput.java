package dev.duru.artifact;

import dev.duru.kernel.ProjectName;
import java.io.InputStream;
import java.util.List;

/** Port: what the jobs of a commit left behind of {@link ImageRecipe#sources}. */
@FunctionalInterface
public interface BuildOutput {
    /** What there is now. */
    Output open(ProjectName project, String commit);

    /** What there is of a commit's output. */
    sealed interface Output {
        /** Another run of the commit is still going and may leave it; its end will ask again. */
        record Pending() implements Output {}

        /** A run of the commit did not succeed, so nothing is to be packaged. */
        record Failed(String reason) implements Output {}

        /** All runs succeeded, and none left these paths behind. */
        record Missing(List<String> paths) implements Output {
            public Missing {
                paths = List.copyOf(paths);
            }
        }

        /**
         * An uncompressed tar archive of these paths, named as they are in the workspace; the asker
         * closes it.
         */
        record Ready(InputStream tar) implements Output {}
    }
}
