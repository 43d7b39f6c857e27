package dev.duru.dialects.gitlab.variables;

import dev.duru.dialects.plan.Variable;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The variables that GitLab defines for a whole pipeline; jobs add theirs. */
public final class Predefined {
    /**
     * A commit.
     *
     * @param before the commit before, or {@code ""} for a new ref
     * @param author {@code name <address>} or just a name
     * @param timestamp in ISO 8601
     */
    public record Commit(
            String sha, String before, String message, String author, String timestamp) {}

    /**
     * A project.
     *
     * @param serverUrl without a slash at the end
     * @param path such as {@code owner/name}
     * @param open whether everybody may read it
     */
    public record Project(String serverUrl, String path, String defaultBranch, boolean open) {
        /** One that only its members may read. */
        public Project(String serverUrl, String path, String defaultBranch) {
            this(serverUrl, path, defaultBranch, false);
        }
    }

    /**
     * A pipeline.
     *
     * @param source such as {@code push}, {@code web}, {@code schedule}, {@code parent_pipeline}
     * @param ref full, such as {@code refs/heads/main}
     * @param user who started it
     */
    public record Pipeline(
            long id, long number, String source, String ref, String user, String config) {}

    /**
     * A merge request.
     *
     * @param iid its number in the project
     * @param base where its source left its target
     */
    public record MergeRequest(
            String iid,
            String title,
            String description,
            String source,
            String target,
            String base,
            boolean draft) {}

    /** GitLab cuts descriptions in variables at this length. */
    private static final int LONGEST_DESCRIPTION = 2700;

    /**
     * What only jobs have, and no rule or include sees.
     *
     * <p>Source: GitLab's reference of predefined variables, availability "Job-only".
     */
    public static final Set<String> OF_JOBS =
            Set.of(
                    "CI_PAGES_HOSTNAME",
                    "CI_PAGES_URL",
                    "CI_PIPELINE_ID",
                    "CI_PIPELINE_URL",
                    "CI_SERVER");

    private Predefined() {}

    /** What a pipeline of a merge request has besides, and instead; it is on no branch. */
    public static List<Variable> mergeRequest(Project project, MergeRequest request) {
        String url = project.serverUrl() + "/" + project.path();
        String id = Integer.toString(projectId(project.path()));
        String text = request.description();
        boolean cut = text.length() > LONGEST_DESCRIPTION;
        Map<String, String> all = new LinkedHashMap<>();
        all.put("CI_COMMIT_REF_NAME", request.source());
        all.put("CI_COMMIT_REF_SLUG", Slugs.of(request.source()));
        all.put("CI_MERGE_REQUEST_ID", request.iid());
        all.put("CI_MERGE_REQUEST_IID", request.iid());
        all.put("CI_MERGE_REQUEST_REF_PATH", "refs/merge-requests/" + request.iid() + "/head");
        all.put("CI_MERGE_REQUEST_EVENT_TYPE", "detached");
        all.put("CI_MERGE_REQUEST_TITLE", request.title());
        all.put(
                "CI_MERGE_REQUEST_DESCRIPTION",
                cut ? text.substring(0, LONGEST_DESCRIPTION) : text);
        all.put("CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED", Boolean.toString(cut));
        if (request.draft()) {
            all.put("CI_MERGE_REQUEST_DRAFT", "true");
        }
        all.put("CI_MERGE_REQUEST_DIFF_BASE_SHA", request.base());
        all.put("CI_MERGE_REQUEST_LABELS", "");
        all.put("CI_MERGE_REQUEST_ASSIGNEES", "");
        all.put("CI_MERGE_REQUEST_SQUASH_ON_MERGE", "false");
        for (String side : List.of("", "SOURCE_")) {
            all.put("CI_MERGE_REQUEST_" + side + "PROJECT_ID", id);
            all.put("CI_MERGE_REQUEST_" + side + "PROJECT_PATH", project.path());
            all.put("CI_MERGE_REQUEST_" + side + "PROJECT_URL", url);
        }
        // The two commits are those of a pipeline on the result of merging, which this is not.
        all.put("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", request.source());
        all.put("CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED", "false");
        all.put("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "");
        all.put("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", request.target());
        all.put(
                "CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED",
                Boolean.toString(request.target().equals(project.defaultBranch())));
        all.put("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "");
        return raw(all);
    }

    private static List<Variable> raw(Map<String, String> all) {
        List<Variable> variables = new ArrayList<>();
        all.forEach((name, value) -> variables.add(Variable.raw(name, value)));
        return variables;
    }

    /** A project's number, which clients may use in the place of its path. */
    public static int projectId(String path) {
        return path.hashCode() & 0x7fffffff;
    }

    /** A number for what has only a name here: a project, a namespace, a user. */
    public static String number(String name) {
        return Integer.toString(name.hashCode() & 0x7fffffff);
    }

    /** All of them that are known when a pipeline is made. */
    public static List<Variable> of(Project project, Commit commit, Pipeline pipeline) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("CI", "true");
        all.put("GITLAB_CI", "true");
        all.put("GITLAB_FEATURES", "");
        server(all, project);
        project(all, project);
        commit(all, commit, pipeline);
        boolean main = pipeline.ref().equals("refs/heads/" + project.defaultBranch());
        all.put("CI_COMMIT_REF_PROTECTED", Boolean.toString(main));
        pipeline(all, project, pipeline);
        return raw(all);
    }

    private static void server(Map<String, String> all, Project project) {
        URI url = URI.create(project.serverUrl());
        String host = url.getHost() == null ? "localhost" : url.getHost();
        int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
        all.put("CI_SERVER", "yes");
        all.put("CI_SERVER_URL", project.serverUrl());
        all.put("CI_SERVER_HOST", host);
        all.put("CI_SERVER_FQDN", url.getPort() >= 0 ? host + ":" + port : host);
        all.put("CI_SERVER_PORT", Integer.toString(port));
        all.put("CI_SERVER_PROTOCOL", url.getScheme() == null ? "http" : url.getScheme());
        all.put("CI_SERVER_NAME", "GitLab");
        all.put("CI_SERVER_VERSION", "18.0.0");
        all.put("CI_SERVER_VERSION_MAJOR", "18");
        all.put("CI_SERVER_VERSION_MINOR", "0");
        all.put("CI_SERVER_VERSION_PATCH", "0");
        all.put("CI_SERVER_REVISION", "");
        all.put("CI_API_V4_URL", project.serverUrl() + "/api/v4");
        all.put("CI_API_GRAPHQL_URL", project.serverUrl() + "/api/graphql");
        all.put("CI_REGISTRY", all.getOrDefault("CI_SERVER_FQDN", host));
        all.put("CI_REGISTRY_IMAGE", all.get("CI_REGISTRY") + "/" + project.path().toLowerCase());
        all.put("CI_SERVER_SHELL_SSH_HOST", host);
        all.put("CI_SERVER_SHELL_SSH_PORT", "22");
        all.put("CI_TEMPLATE_REGISTRY_HOST", all.getOrDefault("CI_SERVER_FQDN", host));
        all.put("CI_DEPENDENCY_PROXY_SERVER", all.getOrDefault("CI_SERVER_FQDN", host));
    }

    private static void project(Map<String, String> all, Project project) {
        String path = project.path();
        int slash = path.lastIndexOf('/');
        String namespace = slash < 0 ? path : path.substring(0, slash);
        String name = path.substring(slash + 1);
        int first = namespace.indexOf('/');
        all.put("CI_PROJECT_ID", Integer.toString(projectId(path)));
        all.put("CI_PROJECT_NAME", name);
        all.put("CI_PROJECT_TITLE", name);
        all.put("CI_PROJECT_PATH", path);
        all.put("CI_PROJECT_PATH_SLUG", Slugs.of(path));
        all.put("CI_PROJECT_NAMESPACE", namespace);
        all.put("CI_PROJECT_NAMESPACE_SLUG", Slugs.of(namespace));
        all.put("CI_PROJECT_NAMESPACE_ID", number(namespace));
        all.put("CI_PROJECT_ROOT_NAMESPACE", first < 0 ? namespace : namespace.substring(0, first));
        all.put("CI_PROJECT_URL", project.serverUrl() + "/" + path);
        all.put("CI_PROJECT_VISIBILITY", project.open() ? "public" : "private");
        all.put("CI_PROJECT_REPOSITORY_LANGUAGES", "");
        all.put("CI_PROJECT_DESCRIPTION", "");
        all.put("CI_PROJECT_CLASSIFICATION_LABEL", "");
        all.put("CI_DEFAULT_BRANCH", project.defaultBranch());
        all.put("CI_DEFAULT_BRANCH_SLUG", Slugs.of(project.defaultBranch()));
        all.put("CI_PROJECT_TOPICS", "");
        all.put("CI_PAGES_URL", project.serverUrl() + "/" + path + "/pages");
        String host = all.getOrDefault("CI_SERVER_FQDN", "");
        all.put("CI_PAGES_DOMAIN", host);
        all.put("CI_PAGES_HOSTNAME", host);
    }

    private static void commit(Map<String, String> all, Commit commit, Pipeline pipeline) {
        String ref = pipeline.ref();
        boolean tag = ref.startsWith("refs/tags/");
        String name = ref.replaceFirst("^refs/(heads|tags)/", "");
        String sha = commit.sha();
        String title = commit.message().lines().findFirst().orElse("");
        all.put("CI_COMMIT_SHA", sha);
        all.put("CI_COMMIT_SHORT_SHA", sha.length() > 8 ? sha.substring(0, 8) : sha);
        all.put(
                "CI_COMMIT_BEFORE_SHA",
                commit.before().isEmpty() ? "0".repeat(40) : commit.before());
        all.put("CI_COMMIT_REF_NAME", name);
        all.put("CI_COMMIT_REF_SLUG", Slugs.of(name));
        if (tag) {
            all.put("CI_COMMIT_TAG", name);
            all.put("CI_COMMIT_TAG_MESSAGE", commit.message());
        } else if (!ref.startsWith("refs/merge-requests/")) {
            all.put("CI_COMMIT_BRANCH", name);
        }
        all.put("CI_COMMIT_MESSAGE", commit.message());
        all.put("CI_COMMIT_TITLE", title);
        all.put("CI_COMMIT_DESCRIPTION", description(commit.message()));
        all.put("CI_COMMIT_AUTHOR", commit.author());
        all.put("CI_COMMIT_TIMESTAMP", commit.timestamp());
    }

    private static String description(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? "" : message.substring(end + 1).strip();
    }

    private static void pipeline(Map<String, String> all, Project project, Pipeline pipeline) {
        String url = project.serverUrl() + "/" + project.path() + "/runs/" + pipeline.number();
        all.put("CI_PIPELINE_ID", Long.toString(pipeline.id()));
        all.put("CI_PIPELINE_IID", Long.toString(pipeline.number()));
        all.put("CI_PIPELINE_SOURCE", pipeline.source());
        if (pipeline.source().equals("trigger") || pipeline.source().equals("pipeline")) {
            all.put("CI_PIPELINE_TRIGGERED", "true");
        }
        all.put("CI_PIPELINE_URL", url);
        all.put("CI_CONFIG_PATH", pipeline.config());
        all.put("GITLAB_USER_LOGIN", pipeline.user());
        all.put("GITLAB_USER_NAME", pipeline.user());
        all.put("GITLAB_USER_ID", number(pipeline.user()));
        all.put("GITLAB_USER_EMAIL", "");
    }
}
