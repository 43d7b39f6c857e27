package dev.duru.pipeline.gitlab;

import dev.duru.dialects.gitlab.GitlabCi;
import java.util.regex.Pattern;

/** Where configurations lie in a repository. */
public final class PipelineFiles {
    private static final Pattern SKIP =
            Pattern.compile("\\[(ci[ _-]skip|skip[ _-]ci)]", Pattern.CASE_INSENSITIVE);

    private PipelineFiles() {}

    /** Whether a path is that of a GitLab configuration, by its name. */
    public static boolean isPipeline(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.startsWith(".gitlab-ci") || name.endsWith(GitlabCi.FILE);
    }

    /** Whether a commit's message asks for no pipeline. */
    public static boolean asksToSkip(String message) {
        return SKIP.matcher(message).find();
    }
}
