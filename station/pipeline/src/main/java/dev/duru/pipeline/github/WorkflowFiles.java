package dev.duru.pipeline.github;

import java.util.regex.Pattern;

/** Where workflows lie in a repository. */
public final class WorkflowFiles {
    public static final String FOLDER = ".github/workflows/";

    private static final Pattern FILE = Pattern.compile("\\.github/workflows/[^/]+\\.ya?ml");
    private static final Pattern SKIP =
            Pattern.compile(
                    "\\[(skip ci|ci skip|no ci|skip actions|actions skip)]|(?m)^skip-checks: *true",
                    Pattern.CASE_INSENSITIVE);

    private WorkflowFiles() {}

    /** Whether a path is that of a workflow. */
    public static boolean isWorkflow(String path) {
        return FILE.matcher(path).matches();
    }

    /** Whether a commit's message asks for no runs. */
    public static boolean asksToSkip(String message) {
        return SKIP.matcher(message).find();
    }
}
